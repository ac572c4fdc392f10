"""Whom and what a name in a workbook means: agencies, outcomes, indicators, areas and series."""

import json
from collections import defaultdict

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.functional import cached_property
from django.utils.text import slugify

from actions.plan_book.cells import CellFault, line
from indicators.loading.problems import close_to
from indicators.models import Area, Indicator, Outcome, Series
from partners.belonging import Listed, Row
from partners.models import Agency, AgencyAlias, Partnership, Seat

# Areas that one query looks for.
MOST_AT_ONCE = 200


def listed(rows, owner, *columns):
    """What belongs to each record, within the query that reads the records: `read_list` reads it."""
    own = rows.filter(**{owner: OuterRef("pk")}).order_by().values(owner)
    return Subquery(own.annotate(found=Listed(Row(*columns))).values("found"))


def read_list(text):
    return json.loads(text or "[]")


class Agencies:
    """The agencies that this person may know of, by their names, and those that the workbook brings.

    One that is known from unpublished partnerships alone would give away that they exist.
    """

    def __init__(self, partnership, user):
        seats = Seat.objects.filter(agency=OuterRef("pk"))
        mine = seats.filter(partnership__in=Partnership.objects.visible_to(user)) | seats.filter(
            partnership=partnership
        )
        may_know = ~Exists(seats) | Exists(mine)
        other_names = listed(AgencyAlias.objects.all(), "agency", "name")
        self._all = {row.slug: row for row in Agency.objects.annotate(may_know=may_know, other_names=other_names)}
        self.by_slug = {}
        self.new = {}  # {slug: name}
        self._names, self._others, self._of_this_world = defaultdict(list), defaultdict(list), defaultdict(list)
        for row in self._all.values():
            if row.is_sample == partnership.is_sample:
                self._of_this_world[_plain(row.name)].append(row.slug)
                if row.may_know:
                    self.know(row.slug)

    def know(self, slug):
        """Also one that the plan names already, whoever else has it."""
        if slug in self.by_slug:
            return slug
        self.by_slug[slug] = row = self._all[slug]
        self._names[_plain(row.name)].append(slug)
        for name in (row.short_name, *(name for (name,) in read_list(row.other_names))):
            if name:
                self._others[_plain(name)].append(slug)
        return slug

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
        same = self._of_this_world.get(_plain(name), ())
        if len(same) == 1:
            return self.know(same[0])
        stem = slugify(name)[:90] or "agency"
        slug, number = stem, 1
        while slug in self._all or slug in self.new:
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
        self._own_areas = None
        self._areas = defaultdict(dict)  # {code or name: {code: name}}
        self.area_names = {}

    @cached_property
    def indicators(self):
        return dict(Indicator.objects.values_list("code", "name"))

    @property
    def own_areas(self):
        """Codes of the partnership's areas, its main one first."""
        if self._own_areas is None:
            self.look_for_areas([])
        return self._own_areas

    def look_for_areas(self, texts):
        """Read the partnership's areas and those of these codes and names: there are too many to hold them all."""
        footprint = self.partnership.footprint.all()
        is_main = Subquery(footprint.filter(area=OuterRef("pk")).values("is_main"))
        texts, own = sorted(texts), set()
        for start in range(0, max(len(texts), 1), MOST_AT_ONCE):
            wanted = Q(pk__in=footprint.values("area"))
            for text in texts[start : start + MOST_AT_ONCE]:
                wanted |= Q(code__iexact=text) | Q(name__iexact=text)
            rows = Area.objects.filter(wanted).annotate(its_place=is_main).order_by("code")
            found = rows.values_list("code", "name", "its_place")
            for code, name, place in found:
                self.area_names[code] = self._areas[code.casefold()][code] = self._areas[name.casefold()][code] = name
                if place is not None:
                    own.add((not place, code))
        self._own_areas = [code for _, code in sorted(own)]

    def area(self, text):
        """The code of the area of this code or name, once it was looked for."""
        names = self._areas.get(text.casefold())
        return code_of(text, names or {code: self.area_names[code] for code in self.own_areas}, "area")

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
