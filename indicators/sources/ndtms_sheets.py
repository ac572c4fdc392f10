"""Where the table of a sheet begins and what each of its columns means: told from the headings, never from their order.

Two forms of headings are in use. One row: "Area name", "Age", "Time period", "Point estimate", "Observed", or "Crack
cocaine (number)", "Crack cocaine (number) lower bound 95% CI". Two rows: cells that span several columns ("Number of
users", "Rate of use per thousand of the population"), and below them "OCU", "Lower bound 95% CI", "Upper bound 95% CI",
"Opiates", and so on twice. A reader that counts the cells takes the limit of one substance for the rate of another, so
that here each limit must stand beside the figure that it is a limit of, below the same heading.
"""

import re
from dataclasses import dataclass, field

from indicators.models import State

# A header is looked for in so many rows.
DEEPEST_HEADER = 40
COLUMNS = {
    "area_code": {"area code", "ons code", "gss code", "la code", "local authority code"},
    "area": {"area name", "area", "local authority", "la name", "local authority name"},
    "region": {"region", "region name", "phe centre"},
    "age": {"age", "age group"},
    "sex": {"sex", "gender"},
    "period": {"time period", "period", "year", "financial year"},
}
LIMIT = re.compile(r"\b(?P<side>lower|upper)\b.*\b(?:bound|limit|ci|confidence|95)\b|\b95\b.*\b(?P<end>lower|upper)\b")
LIMIT_WORDS = re.compile(
    r"[,(]?\s*\b(?:lower|upper|bound|limit|95 ?%?|ci|confidence interval|confidence|interval)(?!\w)\)?"
)
PER_THOUSAND = re.compile(r"per (?:1,?000|thousand)\b")
ANOTHER_RATE = re.compile(r"\brates?\b|%|per cent|\bper \d|\bper hundred\b")
COUNT_WORDS = re.compile(r"\bnumbers?\b|\bestimated\b|\bcount\b")
SUBSTANCES = (
    (re.compile(r"\bocu\b|opiate and(?: ?/ ?or)? crack|opiates and(?: ?/ ?or)? crack|opiate ?/ ?crack"), ""),
    (re.compile(r"\bopiates?\b"), "Opiates"),
    (re.compile(r"\bcrack\b"), "Crack"),
)
# The people whom the estimates are about.
DRUG_AGE, ALCOHOL_AGE, TREATMENT_AGE = "15-64", "18+", "18+"
NOTE_MARK = re.compile(r"\s*\[note \d+\]", re.IGNORECASE)
YEARS = re.compile(r"\b(20\d\d)(?: to (20\d\d)|[/-](\d\d))(?!\d)")


class HeadingsNotUnderstood(Exception):
    """A sheet is by authority, but what its columns mean is not certain."""

    def __init__(self, row, title, because):
        super().__init__(because)
        self.row, self.title = row, title


@dataclass(frozen=True)
class Measure:
    """One indicator of a sheet: the place of its figure, its limits and its count."""

    indicator: str
    group: str
    state: str
    places: dict[str, int] = field(hash=False)  # value, lower, upper, count


@dataclass(frozen=True)
class Sheet:
    """A table by authority."""

    title: str
    header_row: int
    headings: list[str]
    columns: dict[str, int]
    measures: list[Measure]
    age: str
    period: str

    def heading(self, ours):
        return self.headings[self.columns[ours]] if ours in self.columns else ours

    def text(self, cells, ours):
        place = self.columns.get(ours)
        cell = cells[place] if place is not None and place < len(cells) else None
        return NOTE_MARK.sub("", _said(cell))

    def is_note(self, cells):
        """Whether a row is empty, a footnote or a heading within the table: one cell at most, and none of figures."""
        filled = {place for place, cell in enumerate(cells) if _said(cell)}
        return len(filled) < 2 and not filled & {place for each in self.measures for place in each.places.values()}


def find_sheet(name, rows):
    """The table by authority of a sheet's (row number, cells); None where it has none.

    Raises HeadingsNotUnderstood where it has one whose headings cannot be paired with its columns for certain.
    """
    title = next((_said(cell) for _, cells in rows[:DEEPEST_HEADER] for cell in cells if _said(cell)), name)
    for index, (number, cells) in enumerate(rows[:DEEPEST_HEADER]):
        plain = [_plain(cell) for cell in cells]
        if sum(map(bool, plain)) > 1 and any(text in COLUMNS["area"] | COLUMNS["area_code"] for text in plain):
            above = rows[index - 1][1] if index else []
            below = rows[index + 1] if index + 1 < len(rows) else (number, [])
            return _sheet(title, number, cells, above, below)
    return None


def _sheet(title, number, cells, above, below):
    headings = [_said(cell) for cell in cells]
    if any(LIMIT.search(_plain(cell)) for cell in below[1]):
        headings, number = _joined(headings, [_said(cell) for cell in below[1]], number, title), below[0]
    elif any(_is_bare_limit(_plain(cell)) for cell in cells) and any(_said(cell) for cell in above[1:]):
        # A title or a note would stand in the first column and nowhere else.
        headings = _joined([_said(cell) for cell in above], headings, number, title)
    columns = {}
    for place, heading in enumerate(headings):
        for ours, names in COLUMNS.items():
            if _plain(heading) in names:
                if ours in columns:
                    raise HeadingsNotUnderstood(number, title, f"Two columns are called “{heading}”.")
                columns[ours] = place
    if not {"area", "area_code"} & columns.keys():
        raise HeadingsNotUnderstood(number, title, "Below the headings of two rows there is no column for the area.")
    finder = _deaths if "death" in title.casefold() else _estimates
    measures, age = finder(title, number, headings, columns)
    return Sheet(title, number, headings, columns, measures, age, _years_in(title))


def _joined(top, below, number, title):
    """One heading a column of two rows: the spanning one, the figure, and the limit where it is one."""
    width = max(len(top), len(below))
    top, below = ([*cells, *[""] * (width - len(cells))] for cells in (top, below))
    joined, span, figure = [], "", ""
    for over, under in zip(top, below, strict=True):
        if over:
            span, figure = over, ""
        if not under:
            # A heading over both rows, such as "Local authority", spans nothing.
            span = "" if over else span
            joined.append(over)
        elif not span and _is_column(under):
            joined.append(under)
        elif not span:
            raise HeadingsNotUnderstood(number, title, f"“{under}” stands below no heading.")
        elif LIMIT.search(_plain(under)):
            if not figure:
                raise HeadingsNotUnderstood(number, title, f"“{under}” stands beside no figure that it is a limit of.")
            joined.append(f"{span}: {figure}: {under}")
        else:
            figure = under
            joined.append(f"{span}: {figure}")
    return joined


def _deaths(title, number, headings, columns):
    """Deaths of people in treatment for drugs: the ratio of observed to expected ones, and how many were observed."""
    if "drug" not in title.casefold():
        raise HeadingsNotUnderstood(number, title, "It is not said that the deaths are those in treatment for drugs.")
    places = {}
    for place, heading in enumerate(headings):
        plain = _plain(heading)
        side = _side(plain)
        if ours := side or {"point estimate": "value", "observed": "count", "observed deaths": "count"}.get(plain):
            if ours in places:
                raise HeadingsNotUnderstood(number, title, f"Two columns are called “{heading}”, or mean the same.")
            places[ours] = place
    if "value" not in places:
        raise HeadingsNotUnderstood(number, title, "There is no column “Point estimate”.")
    state = State.PUBLISHED.value
    return [Measure("drug-treatment-mortality-ratio", "", state, places)], TREATMENT_AGE


def _estimates(title, number, headings, columns):
    """How many people are estimated to use opiates or crack, or to depend on alcohol; and how many in 1,000."""
    about = title.casefold()
    is_alcohol = "alcohol" in about
    if "prevalence" not in about and "estimate" not in about:
        raise HeadingsNotUnderstood(number, title, "We know no measure of this table.")
    found, last = {}, None
    for place, heading in enumerate(headings):
        plain = _plain(heading)
        side = _side(plain)
        if place in columns.values() or not plain or ("population" in plain and not _is_rate(plain)):
            continue
        bare = " ".join(LIMIT_WORDS.sub(" ", plain).split()).strip(" :,") if side else plain
        # A limit that does not say of what is one of the figure before it.
        meant = last if side and not bare else _meant(bare, is_alcohol)
        last = last if side else meant
        if meant is None:
            continue
        if (places := found.setdefault(meant, {})).setdefault(side or "value", place) != place:
            raise HeadingsNotUnderstood(number, title, f"Two columns mean the same: “{heading}”.")
    if not found:
        raise HeadingsNotUnderstood(number, title, "No column is an estimate that is kept here.")
    for (code, group), places in found.items():
        if "value" not in places:
            raise HeadingsNotUnderstood(number, title, f"Limits without their figure: {code} {group}.")
    state = State.MODELLED.value
    measures = [Measure(code, group, state, places) for (code, group), places in found.items()]
    return measures, ALCOHOL_AGE if is_alcohol else DRUG_AGE


def _meant(plain, is_alcohol):
    """(our code, substance group) of a heading without its limit; None where it is another or not certain."""
    is_rate = _is_rate(plain)
    if not is_rate and (ANOTHER_RATE.search(plain) or not COUNT_WORDS.search(plain)):
        return None
    if is_alcohol:
        return ("alcohol-dependence-prevalence" if is_rate else "alcohol-dependent-adults"), ""
    for words, group in SUBSTANCES:
        if words.search(plain):
            return ("opiate-crack-prevalence" if is_rate else "opiate-crack-users"), group
    return None


def _is_rate(plain):
    return PER_THOUSAND.search(plain) is not None


def _side(plain):
    """ "lower" or "upper" for a limit, else ""."""
    found = LIMIT.search(plain)
    return (found["side"] or found["end"]) if found else ""


def _years_in(title):
    """The one financial year that a title names, as "2016/17"; "" where it names none or several."""
    years = {(first, second[2:] if second else short) for first, second, short in YEARS.findall(title)}
    if len(years) != 1:
        return ""
    first, second = years.pop()
    return f"{first}/{second}" if int(second) == (int(first) + 1) % 100 else ""


def _is_column(heading):
    plain = _plain(heading)
    return "population" in plain or any(plain in names for names in COLUMNS.values())


def _is_bare_limit(plain):
    """Whether a heading says that it is a limit, but not of what."""
    return _side(plain) != "" and not LIMIT_WORDS.sub(" ", plain).strip(" :,%0123456789")


def _said(cell):
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())


def _plain(cell):
    """A heading for looking up, without differences of case and without the mark of a note."""
    return NOTE_MARK.sub("", _said(cell).casefold()).strip()
