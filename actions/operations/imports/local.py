"""Figures that a partnership's own systems send as they are: written down as a table of a source of its own, and read
as any other table is.
"""

import csv
import io
import re
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction

from actions.models import ImportKind, LocalSource
from actions.operations import imports
from actions.operations.imports.refusals import FileRefused, InTheWay
from indicators.models import Area, Footprint, Mapping, SourceKind
from indicators.operations import mappings, sources
from indicators.operations.refresh.knowing import known_to
from partners.models import Partnership

FILE_NAME = "figures.csv"
# An official source of the same figure goes before it.
RANK = 90
TEXTS = ("indicator", "area", "period", "sex", "age", "category_type", "category", "state", "note")
NUMBERS = ("value", "lower_95", "upper_95", "lower_998", "upper_998", "count", "denominator")
COLUMNS = (*TEXTS, *NUMBERS)
LAYOUT = {
    "file": {"kind": "csv", "encoding": "utf-8", "delimiter": ","},
    "header_row": 1,
    **{name: {"column": name} for name in COLUMNS},
}
HEADER_ROWS = 2  # rows are counted from 1, and the first holds the headings
IN_ROW = re.compile(r"in row (\d+)")
NO_INDICATOR = "There is no indicator of this code. Those there are: /api/v1/indicators/"
NO_AREA = "There is no area of this code. Those there are: /api/v1/areas/"


class FiguresRefused(Exception):
    """Nothing of them was kept: `errors` is [(number from 0, member, sentence)]."""

    def __init__(self, errors):
        self.errors = errors
        super().__init__()


@transaction.atomic
def send(*, partnership, figures, by):
    """What all of them would change, as an import to be committed; FiguresRefused where one cannot be taken."""
    imports.refuse_others(by, ImportKind.LOCAL_FIGURES, partnership)
    if not partnership.is_published:
        raise InTheWay(f"Figures of a source can be read by everybody, and {partnership} is not published yet.")
    # Of those who send the first figures at the same moment one makes the source.
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    source = source_of(partnership, by=by)
    if errors := list(_faults(partnership, source, figures)):
        raise FiguresRefused(errors)
    try:
        imported = imports.begin(
            partnership=partnership, kind=ImportKind.LOCAL_FIGURES, file=as_file(figures), by=by, source=source
        )
    except FileRefused as refusal:
        raise FiguresRefused([(None, "", str(refusal))]) from refusal
    if rejects := imported.refresh.rejects.order_by("row", "pk"):
        raise FiguresRefused([(one.row - HEADER_ROWS, one.column, _of_figures(one.reason)) for one in rejects])
    return imported


def source_of(partnership, *, by):
    """The source under which they stand, with its mapping as it has to be; made when the first figures come."""
    own = LocalSource.objects.select_related("source").filter(partnership=partnership).first()
    if own is None:
        source = sources.add_source(
            name=f"Figures of {partnership.short_name} itself",
            kind=SourceKind.MAPPED,
            rank=RANK,
            by=by,
            options={"adds_only": True},
        )
        own = LocalSource.objects.create(partnership=partnership, source=source)
    kept = Mapping.objects.filter(source=own.source).values_list("layout", flat=True).first()
    if kept is None or kept != _as_kept():
        mappings.save_mapping(source=own.source, layout=LAYOUT, by=by)
        own.source.refresh_from_db()
    return own.source


def _as_kept():
    return mappings.check(LAYOUT).model_dump(mode="json", exclude_none=True)


def _faults(partnership, source, figures):
    """What the reader would pass over, or what is not theirs: unknown codes, and areas of somebody else."""
    known, own = known_to(source), own_areas(partnership)
    for number, figure in enumerate(figures):
        if known.indicator(figure["indicator"]) is None:
            yield number, "indicator", NO_INDICATOR
        area = known.area(figure["area"])
        if area is None:
            yield number, "area", NO_AREA
        elif area not in own:
            yield number, "area", f"{partnership.name} does not answer for this area, nor for one that it lies in."


def own_areas(partnership):
    """Ids of the areas that it answers for, and of all within them."""
    found, newest = set(), set(Footprint.objects.filter(partnership=partnership).values_list("area", flat=True))
    while newest:
        found |= newest
        newest = set(Area.objects.filter(parents__in=newest).values_list("pk", flat=True)) - found
    present = Area.objects.renumbered()
    return found | {present[pk] for pk in found if pk in present}


def as_file(figures):
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for figure in figures:
        writer.writerow(
            [" ".join(figure.get(name, "").split()) for name in TEXTS]
            + [_written(figure.get(name)) for name in NUMBERS]
        )
    return ContentFile(text.getvalue().encode(), name=FILE_NAME)


def _of_figures(reason):
    """Whoever sent no table is told of figures, not of rows."""
    return IN_ROW.sub(lambda found: f"in figure {int(found[1]) - HEADER_ROWS}", reason)


def _written(number):
    return "" if number is None else f"{Decimal(repr(number)):f}"
