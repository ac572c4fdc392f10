"""The CSV file in which Fingertips publishes its data: 24 to 27 columns, found by name.

Names have changed over the years and between downloads ("AreaName", "Lower_CI_95.0_limit"), so that only letters and
digits count. The column between "Compared to England" and "Time period Sortable" has a different name in each
download and is found by its place. What it and the other comparisons say is kept as the source's own word; ours are
made from the figures.
"""

import csv
import io
import math
import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from indicators.models import State
from indicators.periods import Period, PeriodNotUnderstood
from indicators.sources.base import UNKNOWN_AREA, Group, Judgement, Key, Known, NotOurs, Reject, Row, SourceNotReadable

# Whoever downloads the file says where it lies.
DEFAULT_LOCATION = ""

# our name: (the file's names, whether the file must have it)
COLUMNS = {
    "indicator": (("indicatorid",), True),
    "name": (("indicatorname",), False),
    "area": (("areacode",), True),
    "sex": (("sex",), True),
    "age": (("age",), True),
    "category_type": (("categorytype",), False),
    "category": (("category",), False),
    "period": (("timeperiod",), True),
    "value": (("value",), True),
    "lower_95": (("lowerci950limit", "lowercilimit"), False),
    "upper_95": (("upperci950limit", "uppercilimit"), False),
    "lower_998": (("lowerci998limit",), False),
    "upper_998": (("upperci998limit",), False),
    "count": (("count",), False),
    "denominator": (("denominator",), False),
    "note": (("valuenote",), False),
}
# our name: how the file's name begins
JUDGEMENTS = {
    "recent_trend": ("recenttrend",),
    "compared_with_england": ("comparedtoengland",),
    "compared_with_goal": ("comparedtogoal", "targetdata"),
}
LONGEST_JUDGEMENT = 60
NUMBERS = ("value", "lower_95", "upper_95", "lower_998", "upper_998", "count", "denominator")
INTERVALS = (("lower_95", "upper_95", "95%"), ("lower_998", "upper_998", "99.8%"))
LONGEST = {"sex": 20, "age": 60, "category_type": 120, "category": 200}
# Older files lack the last column here and there in single rows.
FIELDS_THAT_MAY_BE_MISSING = 1

# What a value note makes of the figure, by the words in it; Fingertips' list of notes is long and grows.
SUPPRESSED = ("suppressed", "disclosure", "number of cases is too small")
MODELLED = ("modelled", "synthetic", "estimated")
PROVISIONAL = "provisional"
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
UNDER = re.compile(r"<\s*(\d+)")


class Options(BaseModel):
    """A file is read as it is; there is nothing to ask for."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Unsound(Exception):
    """One field of a row cannot be used."""

    def __init__(self, column, value, reason, key=None):
        super().__init__(reason)
        self.column, self.value, self.reason, self.key = column, value, reason, key


def fetch(fetcher, *, location, options, known):
    """The file, all CSV files of the folder, or what the address gives."""
    return fetcher.open(location)


def read(
    kept, *, known: Known, options: Options | None = None, on_bytes: Callable[[int], None] | None = None
) -> Iterator[Row | Reject | NotOurs]:
    """Rows, rejects and rows of other indicators in the order of the file; SourceNotReadable where it is damaged."""
    with kept.path.open("rb") as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        # Strict, so that a file that breaks off inside a quotation is refused, not swallowed.
        records = csv.reader(text, strict=True)
        line = 1
        try:
            layout = Layout(next(records, []), kept.name)
            line = records.line_num + 1
            for fields in records:
                if fields:
                    yield layout.read(line, fields, known)
                line = records.line_num + 1
                if on_bytes:
                    on_bytes(raw.tell())
        except csv.Error as error:
            raise SourceNotReadable(f"{kept.name} is damaged: the row that begins on line {line}: {error}.") from error
        except UnicodeDecodeError as error:
            raise SourceNotReadable(
                f"{kept.name} is not UTF-8 text (after line {line}). Save it again as “CSV UTF-8”."
            ) from error


class Layout:
    """Where this file has which column."""

    def __init__(self, header, file_name):
        plain = [re.sub(r"[^a-z0-9]", "", name.lower()) for name in header]
        self.header, self.places = header, {}
        missing = []
        for ours, (names, required) in COLUMNS.items():
            places = [place for place, name in enumerate(plain) if name in names]
            if len(places) > 1:
                raise SourceNotReadable(f"{file_name} has two columns called “{header[places[1]]}”.")
            if places:
                self.places[ours] = places[0]
            elif required:
                missing.append(names[0])
        if missing:
            raise SourceNotReadable(
                f"{file_name} is not in the Fingertips layout: no column for {', '.join(missing)} "
                f"among its {len(header)} columns."
            )
        self.fewest = max(max(self.places.values()) + 1, len(header) - FIELDS_THAT_MAY_BE_MISSING)
        self.judgements = _judgement_places(plain)

    def heading(self, ours):
        """The column as the file calls it."""
        return self.header[self.places[ours]].strip() if ours in self.places else ours

    def read(self, line, fields, known):
        if not self.fewest <= len(fields) <= len(self.header):
            reason = f"The row has {len(fields)} fields where the header has {len(self.header)}."
            return Reject(line, "", "", reason)
        if "\x00" in "".join(fields):
            return Reject(line, "", "", "The row holds a character that no text has (NUL).")
        cells = {ours: fields[place].strip() for ours, place in self.places.items()}
        if (indicator_id := known.indicator(cells["indicator"])) is None:
            if not cells["indicator"]:
                return Reject(line, self.heading("indicator"), "", "The indicator is missing.")
            return NotOurs(line, cells["indicator"][:100], " ".join(cells.get("name", "").split())[:200])
        try:
            key, period = _key(cells, indicator_id, known)
            try:
                return _row(line, cells, key, period, self._judgement(fields))
            except _Unsound as error:
                error.key = key
                raise
        except _Unsound as error:
            return Reject(line, self.heading(error.column), error.value, error.reason, error.key)

    def _judgement(self, fields):
        """What the source says of the figure in its own words; None where it says nothing."""
        cells = {name: fields[place] for name, place in self.judgements.items() if place < len(fields)}
        said = [" ".join(cells.get(name, "").split())[:LONGEST_JUDGEMENT] for name in Judgement._fields]
        return Judgement(*said) if any(said) else None


def _judgement_places(plain):
    places = {
        ours: place
        for ours, names in JUDGEMENTS.items()
        if (place := next((at for at, name in enumerate(plain) if name.startswith(names)), None)) is not None
    }
    # The parent's stands where it always stood. Where the parent is England it is there and says nothing.
    parent = places.get("compared_with_england", len(plain)) + 1
    if plain[parent + 1 : parent + 2] == ["timeperiodsortable"] and plain[parent] != "columnnotused":
        places["compared_with_parent"] = parent
    return places


def _key(cells, indicator_id, known):
    code = cells["area"]
    if (area_id := known.area(code)) is None:
        raise _Unsound("area", code, UNKNOWN_AREA if code else "The area is missing.")
    texts = {name: known.meant(name, " ".join(cells.get(name, "").split())) for name in LONGEST}
    for name, longest in LONGEST.items():
        if len(texts[name]) > longest:
            raise _Unsound(name, texts[name], f"The text is longer than {longest} characters.")
    if texts["category"] and not texts["category_type"]:
        raise _Unsound("category_type", "", "A category needs a category type.")
    try:
        period = _period(known.meant("period", cells["period"]))
    except PeriodNotUnderstood as error:
        raise _Unsound("period", cells["period"], str(error)) from error
    if not period.is_bounded:
        raise _Unsound("period", cells["period"], "The period has no first or no last day.")
    group = Group(indicator_id, _sex(texts["sex"]), age_group(texts["age"]), texts["category_type"], texts["category"])
    return Key(group, area_id, period.start, period.end), period


@lru_cache(maxsize=1024)
def _period(text):
    return Period.parse(text)


def _sex(text):
    """A figure that is not about people by sex is about all of them."""
    return "Persons" if text.casefold() in {"", "persons", "not applicable"} else text


@lru_cache(maxsize=1024)
def age_group(text):
    """The age as the documents' figures have it, so that both stand in one series: "18+", "Under 18", "" for all."""
    plain = re.sub(r"\s*(yrs|years)\.?$", "", text, flags=re.IGNORECASE)
    if plain.casefold() in {"all ages", "not applicable"}:
        return ""
    found = UNDER.fullmatch(plain)
    return f"Under {found[1]}" if found else plain


def _row(line, cells, key, period, judgement):
    numbers = {name: _number(cells.get(name, ""), name) for name in NUMBERS}
    _check_numbers(numbers, cells)
    note = " ".join(cells.get("note", "").split())
    state = _state(numbers["value"], note)
    if state == State.SUPPRESSED:
        # With its count and denominator anybody could work the value out again.
        numbers |= dict.fromkeys(("lower_95", "upper_95", "lower_998", "upper_998", "count"))
    return Row(line, key, period.label, **numbers, state=state, note=note, judgement=judgement)


def _number(text, column):
    if not text:
        return None
    # Python alone would take "nan", "1_000" and digits of other scripts for numbers.
    if not text.isascii() or NUMBER.fullmatch(text) is None:
        raise _Unsound(column, text, "This is not a number.")
    number = float(text)
    if math.isinf(number):
        raise _Unsound(column, text, "This number is too large.")
    return number


def _check_numbers(numbers, cells):
    value = numbers["value"]
    for name in ("count", "denominator"):
        if numbers[name] is not None and numbers[name] < 0:
            raise _Unsound(name, cells[name], "A count of people or events cannot be negative.")
    for lower, upper, words in INTERVALS:
        low, high = numbers[lower], numbers[upper]
        if (low is None) != (high is None):
            empty = lower if low is None else upper
            raise _Unsound(empty, "", f"Half of the {words} interval is missing.")
        if low is not None and low > high:
            raise _Unsound(lower, cells[lower], f"The lower limit of the {words} interval is above its upper limit.")
        if low is not None and value is not None and not low <= value <= high:
            reason = f"The value is outside its {words} interval, {cells[lower]} to {cells[upper]}."
            raise _Unsound("value", cells["value"], reason)


def _state(value, note):
    words = note.casefold()
    if value is None:
        return (State.SUPPRESSED if any(part in words for part in SUPPRESSED) else State.NOT_AVAILABLE).value
    if PROVISIONAL in words:
        return State.PROVISIONAL.value
    return (State.MODELLED if any(part in words for part in MODELLED) else State.PUBLISHED).value
