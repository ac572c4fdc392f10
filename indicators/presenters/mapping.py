"""What a mapping would make of a file: its first figures as they would be read, and counts for the rest.

Nothing is written. Reading ends after so many rows or seconds, and says so.
"""

import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from indicators.models import Area, Indicator, State
from indicators.sources.base import NotOurs, Reject, SourceNotReadable
from indicators.sources.mapped.looking import PATIENCE
from indicators.sources.mapped.reading import figures
from indicators.sources.mapped.tables import find_table

ROWS_SHOWN = 20
REASONS_SHOWN = 10
MOST_FIGURES = 200_000
SECONDS = 10


@dataclass(frozen=True)
class PreviewRow:
    row: int
    area: str = ""
    indicator: str = ""
    group: str = ""
    period: str = ""
    value: str = ""
    state: str = ""
    interval: str = ""
    column: str = ""
    text: str = ""
    reason: str = ""  # why it is rejected or passed over


@dataclass(frozen=True)
class Reason:
    words: str
    number: int
    first_row: int
    column: str
    value: str


@dataclass
class Preview:
    rows: list = field(default_factory=list)
    sound: int = 0
    rejected: int = 0
    passed_over: int = 0
    reasons: list = field(default_factory=list)
    has_more_reasons: bool = False
    fault: str = ""  # why the file cannot be read at all, or no further
    is_cut: bool = False
    warnings: list = field(default_factory=list)

    @property
    def all(self):
        return self.sound + self.rejected + self.passed_over


def preview(path, name, layout, known, *, most=MOST_FIGURES, seconds=SECONDS):
    """Read as a run would, for so many figures and so long."""
    result, items, counted, firsts, keys = Preview(), [], Counter(), {}, {}
    ends = time.monotonic() + seconds
    watch = partial(_watch, ends)
    try:
        # A workbook is read by a process that has its own limits; a CSV file may be long and hold nothing.
        table = find_table(path, name, layout, on_bytes=watch, limits=PATIENCE)
        for number, item in enumerate(figures(table, layout, known)):
            if number >= most:
                raise _LongEnough
            watch(0)
            item = _without_repeat(item, keys)
            if number < ROWS_SHOWN:
                items.append(item)
            _count(result, item, counted, firsts)
    except _LongEnough:
        result.is_cut = True
    except SourceNotReadable as error:
        result.fault = str(error)
    result.rows = _named(items)
    result.reasons = [Reason(words, number, *firsts[words]) for words, number in counted.most_common(REASONS_SHOWN)]
    result.has_more_reasons = len(counted) > REASONS_SHOWN
    return result


class _LongEnough(Exception):
    """So many figures or seconds as somebody waits for."""


def _watch(ends, _place):
    if time.monotonic() > ends:
        raise _LongEnough


def _without_repeat(item, keys):
    """A figure whose key another row has already, as the run would reject it."""
    if isinstance(item, Reject | NotOurs):
        return item
    # Numbers take a tenth of the room of the keys themselves; two that are alike by chance do no harm here.
    key = hash(item.key)
    if (first := keys.setdefault(key, None)) is None:
        keys[key] = item.line
        return item
    return Reject(item.line, "", "", f"A figure for the same key is in row {first}.", item.key)


def _count(result, item, counted, firsts):
    if isinstance(item, Reject):
        result.rejected += 1
        words = "A figure for the same key is in another row." if "same key" in item.reason else item.reason
        counted[words] += 1
        firsts.setdefault(words, (item.row, item.column, item.value))
    elif isinstance(item, NotOurs):
        result.passed_over += 1
    else:
        result.sound += 1


def _named(items):
    keys = [item.key for item in items if not isinstance(item, NotOurs) and item.key]
    areas = Area.objects.in_bulk({key.area_id for key in keys})
    indicators = Indicator.objects.in_bulk({key.group.indicator_id for key in keys})
    return [_row(item, areas, indicators) for item in items]


def _row(item, areas, indicators):
    if isinstance(item, NotOurs):
        return PreviewRow(item.row, text=item.indicator, reason="No indicator of this code is kept here.")
    if isinstance(item, Reject):
        return PreviewRow(item.row, column=item.column, text=item.value, reason=item.reason)
    group = item.key.group
    sex = "" if group.sex == "Persons" else group.sex
    return PreviewRow(
        item.line,
        area=areas[item.key.area_id].name,
        indicator=indicators[group.indicator_id].name,
        group=", ".join(filter(None, [group.category, sex, group.age])),
        period=item.period,
        # All of its digits: here somebody checks whether it is multiplied rightly.
        value="" if item.value is None else f"{item.value:,.10g}",
        state="" if item.state == State.PUBLISHED else State(item.state).label,
        interval="" if item.lower_95 is None else f"{item.lower_95:g} to {item.upper_95:g}",
    )
