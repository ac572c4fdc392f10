"""Whom and what a name in a workbook means: agencies, outcomes, indicators, areas and series."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.text import slugify

from actions.plan_book.cells import CellFault, line
from indicators.loading.problems import close_to
from indicators.models import Area, Indicator, Outcome, Series
from partners.models import Agency, Partnership, Seat


class Agencies:
    """The agencies that this person may know of, by their names, and those that the workbook brings.

    One that is known from unpublished partnerships alone would give away that they exist.
    """

    def __init__(self, partnership, user):
        seats = Seat.objects.filter(agency=OuterRef("pk"))
        mine = seats.filter(partnership__in=Partnership.objects.visible_to(user)) | seats.filter(
            partnership=partnership
        )
        of_this_world = Agency.objects.filter(is_sample=partnership.is_sample)
        rows = of_this_world.filter(~Exists(seats) | Exists(mine)).prefetch_related("aliases")
        self.is_sample = partnership.is_sample
        self.by_slug = {}
        self.new = {}  # {slug: name}
        self._names, self._others = defaultdict(list), defaultdict(list)
        for row in rows:
            self.know(row)

    def know(self, row):
        """Also one that the plan names already, whoever else has it."""
        if row.slug in self.by_slug:
            return row.slug
        self.by_slug[row.slug] = row
        self._names[_plain(row.name)].append(row.slug)
        for name in (row.short_name, *(alias.name for alias in row.aliases.all())):
            if name:
                self._others[_plain(name)].append(row.slug)
        return row.slug

    @property
    def names(self):
        return sorted(line(row.name) for row in self.by_slug.values())

    def find(self, text):
        """The slug of the agency of this name; "" where there is none. CellFault where there are several."""
        plain = _plain(text)
        for names in (self._names, self._others):
            if len(found := sorted(set(names.get(plain, ())))) > 1:
                raise CellFault(f"Several agencies are called “{text}”. Write {' or '.join(found)}.")
            if found:
                return found[0]
            if plain in self.by_slug:
                return plain
        return ""

    def label(self, slug):
        """The name by which find() comes back to this agency."""
        if slug in self.new:
            return self.new[slug]
        name = line(self.by_slug[slug].name)
        return name if self._names[_plain(name)] == [slug] else slug

    def add(self, name):
        """The slug of an agency that is new with this workbook.

        One of the very name that this person could not know of is the same body: it becomes theirs too.
        """
        same = list(Agency.objects.filter(name__iexact=name, is_sample=self.is_sample)[:2])
        if len(same) == 1:
            return self.know(same[0])
        stem = slugify(name)[:90] or "agency"
        slug, number = stem, 1
        taken = set(Agency.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) | set(self.new)
        while slug in taken:
            number += 1
            slug = f"{stem}-{number}"
        self.new[slug] = name
        self._names[_plain(name)].append(slug)
        return slug

    def nearest(self, text):
        return close_to(text, {*self.names, *self.new.values()})


def _plain(text):
    return line(text).casefold()


class Figures:
    """Indicators, areas and the series of both, for measures."""

    def __init__(self, partnership, user):
        self.partnership, self.user = partnership, user
        self._areas = {}  # {text: code}
        self.area_names = {}

    @cached_property
    def indicators(self):
        return dict(Indicator.objects.values_list("code", "name"))

    @cached_property
    def own_areas(self):
        """Codes of the partnership's areas, its main one first."""
        footprint = self.partnership.footprint.select_related("area").order_by("-is_main", "area__code")
        areas = [row.area for row in footprint]
        self.area_names |= {area.code: area.name for area in areas}
        return [area.code for area in areas]

    def area(self, text):
        """The code of the area of this code or name. There are too many areas to hold them all for this."""
        if text not in self._areas:
            found = Area.objects.filter(Q(code__iexact=text) | Q(name__iexact=text)).order_by("code")
            names = dict(found.values_list("code", "name")[:20])
            self.area_names |= names
            self._areas[text] = code_of(text, names or {code: self.area_names[code] for code in self.own_areas}, "area")
        return self._areas[text]

    @property
    def main_area(self):
        return self.own_areas[0] if self.own_areas else ""

    def series_of(self, keys):
        """{(indicator, area, sex, age, category type, category): id} of those that this person may see."""
        wanted = Series.objects.visible_to(self.user).filter(
            indicator__code__in={key[0] for key in keys}, area__code__in={key[1] for key in keys}
        )
        return {key_of(row): row.pk for row in wanted.select_related("indicator", "area")}


def key_of(series):
    group = (series.sex, series.age, series.category_type, series.category)
    return series.indicator.code, series.area.code, *(line(text) for text in group)


def code_of(text, names, noun):
    """The code that a cell names, by itself or by its name."""
    if text in names:
        return text
    plain = text.casefold()
    found = sorted(code for code, name in names.items() if plain in (code.casefold(), line(name).casefold()))
    if len(found) == 1:
        return found[0]
    if found:
        raise CellFault(f"Several are called “{text[:60]}”. Write a code: {', '.join(found[:5])}.")
    near = close_to(text, [*names, *map(line, names.values())])
    raise CellFault(" ".join(filter(None, [f"There is no {noun} “{text[:60]}”.", near])))


def outcomes():
    """{name: code}"""
    return {line(name): code for code, name in Outcome.objects.order_by("position").values_list("code", "name")}
