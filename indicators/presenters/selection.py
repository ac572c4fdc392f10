"""What an indicator's page is about: which areas, which group of people, which series. Everything else follows."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.text import slugify

from indicators.charts.lines import MOST_LINES
from indicators.models import Area, AreaType, Reading, Series
from indicators.models.area import COMPARATORS
from indicators.rules import deprivation

ENGLAND = "E92000001"
EVERYBODY, EVERYBODY_WORDS = "everybody", "Everybody"
COMPARATOR_TYPES = {area_type: name for name, area_type in COMPARATORS.items()}
GROUP_FIELDS = ("sex", "age", "category_type", "category")


class AreasNotUnderstood(ValueError):
    """The address asks for areas of which this indicator has no figure, or for sample and real areas at once."""


class GroupNotUnderstood(ValueError):
    pass


@dataclass(frozen=True)
class Group:
    """A group of people by whom an indicator is broken down."""

    slug: str
    words: str
    key: tuple
    areas: frozenset = frozenset()


@dataclass(frozen=True)
class Selection:
    """The areas asked for, the first of them in focus; the group; and the comparators that go with the focus."""

    indicator: object
    areas: list
    group: Group | None
    groups: list
    known: dict
    comparators: dict = field(default_factory=dict)
    is_sample: bool = False
    was_asked: bool = False

    @property
    def focus(self):
        return self.areas[0] if self.areas else None

    @property
    def query(self):
        """The address that asks for the same again."""
        return urlencode({"areas": [area.code for area in self.areas], "group": self.group.slug}, doseq=True)

    @property
    def drawn(self):
        """(area, style) of the lines: the areas asked for, then comparators as long as there is room."""
        first, *others = self.areas[:MOST_LINES]
        taken = [(first, "area"), *zip(others, ("region", "neighbours", "england"), strict=False)]
        styles = [style for style in COMPARATOR_TYPES.values() if not others or style == "england"]
        for style in styles:
            area = self.comparators.get(style)
            if area and len(taken) < MOST_LINES and area not in self.areas and area.pk in self.group.areas:
                taken.append((area, style))
        return taken

    @property
    def left_out(self):
        """Areas asked for beyond what one chart can hold; their figures are in the table."""
        return self.areas[MOST_LINES:]


def select(indicator, *, user, codes=(), group=""):
    """Read the address. AreasNotUnderstood and GroupNotUnderstood say what is known instead."""
    series = list(
        Series.objects.filter(
            indicator=indicator, pk__in=Reading.objects.visible_to(user).filter(indicator=indicator).values("pk")
        )
        .values_list("area_id", "is_headline", *GROUP_FIELDS)
        .order_by("pk")
    )
    known = Area.objects.in_bulk({area for area, *_ in series})
    groups = _groups(series)
    areas, is_sample = _areas(codes, known, indicator)
    if not areas:
        return Selection(indicator, [], None, groups, {})
    known = {pk: area for pk, area in known.items() if area.is_sample == is_sample}
    groups = [one for one in groups if one.areas & known.keys()]
    chosen = _group(group, groups, series, areas[0])
    comparators = comparators_of(areas[0])
    return Selection(indicator, areas, chosen, groups, known, comparators, is_sample, bool(codes))


def comparators_of(area):
    """{"england": area, "region": …, "neighbours": …}: the nearest ancestor of each kind."""
    found, seen, generation = {}, {area.pk}, [area.pk]
    while generation and len(found) < len(COMPARATOR_TYPES):
        links = Area.parents.through.objects.filter(from_area__in=generation).exclude(to_area__in=seen)
        parents = [link.to_area for link in links.select_related("to_area").order_by("to_area__code")]
        for parent in parents:
            if parent.area_type in COMPARATOR_TYPES:
                found.setdefault(COMPARATOR_TYPES[parent.area_type], parent)
        # Nothing lies above a country; asking would cost each page a query.
        generation = [parent.pk for parent in parents if parent.area_type != AreaType.COUNTRY]
        seen.update(generation)
    return found


def group_words(key):
    sex, age, _, category = key
    aged = f"aged {age}" if age[:1].isdigit() else age
    return ", ".join(filter(None, [category, "" if sex == "Persons" else sex, aged])) or EVERYBODY_WORDS


def group_key(series):
    return tuple(getattr(series, name) for name in GROUP_FIELDS)


def group_of(series):
    """The group in words, empty where it is everybody."""
    key = group_key(series)
    return "" if group_words(key) == EVERYBODY_WORDS else group_words(key)


def group_filter(group, prefix="series__"):
    return {f"{prefix}{name}": text for name, text in zip(GROUP_FIELDS, group.key, strict=True)}


def _groups(series):
    areas = {}
    for area, _, *key in series:
        areas.setdefault(tuple(key), set()).add(area)
    taken, groups = set(), []
    for key in sorted(areas, key=_place):
        words = group_words(key)
        slug = slugify(words.replace("aged ", "")) if any((key[0] != "Persons", *key[1:])) else EVERYBODY
        if slug in taken or not slug:  # two groups can differ in the kind of category alone
            slug = slugify(f"{key[2]} {words}")
        while slug in taken:
            slug += "-2"
        taken.add(slug)
        groups.append(Group(slug, words, key, frozenset(areas[key])))
    return groups


def _place(key):
    """Everybody first, then by category; those by deprivation from the most to the least deprived."""
    sex, age, category_type, category = key
    return category_type, deprivation.place(category) or (), category, sex != "Persons", sex, age


def _areas(codes, known, indicator):
    by_code = {area.code.lower(): area for area in known.values()}
    if not codes:
        areas = _default_areas(known)
        return areas, bool(areas) and areas[0].is_sample
    unknown = [code for code in codes if code.lower() not in by_code]
    if unknown:
        by_code |= _under_codes_of_before(unknown, known)
        unknown = [code for code in unknown if code.lower() not in by_code]
    if unknown:
        raise AreasNotUnderstood(_no_figures(unknown, known, indicator))
    areas = list(dict.fromkeys(by_code[code.lower()] for code in codes))
    if len({area.is_sample for area in areas}) > 1:
        raise AreasNotUnderstood("Sample areas and real areas are not shown on one page. Choose one kind.")
    return areas, areas[0].is_sample


def _under_codes_of_before(codes, known):
    """Areas that were asked for by a code that is no longer given."""
    present = Area.objects.ids_by_code()
    return {code.lower(): known[pk] for code in codes if (pk := present.get(code)) in known}


def _default_areas(known):
    """England where it has a figure, else the first council or other area; made-up figures only where no others are."""
    areas = [area for area in known.values() if not area.is_sample] or list(known.values())
    order = {AreaType.UPPER_TIER: 1, AreaType.UNITARY: 1}
    return sorted(areas, key=lambda area: (area.code != ENGLAND, order.get(area.area_type, 2), area.name))[:1]


def _no_figures(codes, known, indicator):
    said = "”, “".join(code[:40] for code in codes)
    names = sorted(f"{area.name} ({area.code})" for area in known.values() if not area.is_sample)
    listed = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    held = f"There are figures for {listed}." if names else "There is no figure of it yet."
    return f"There is no figure of “{indicator.name}” for “{said}”. {held}"


def _group(slug, groups, series, focus):
    if slug:
        chosen = next((group for group in groups if group.slug == slug), None)
        if chosen is None:
            known = ", ".join(group.slug for group in groups[:20])
            raise GroupNotUnderstood(f"“{slug[:60]}” is not a group of this indicator. Known are: {known}.")
        return chosen
    own = [group for group in groups if focus.pk in group.areas]
    headline = next((tuple(key) for area, is_headline, *key in series if is_headline and area == focus.pk), None)
    return next((group for group in own if group.key == headline), own[0])
