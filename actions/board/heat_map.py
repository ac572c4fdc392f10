"""How many actions each agency leads in each delivery status: numbers in cells, tinted by how large they are."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from actions.filters import NOBODY as NOBODY_LEADS
from cdp import exports, words

STATUSES = ("late", "at_risk", "not_reported", "on_track", "complete")  # in the order in which counts are listed
NOBODY = "No lead agency named"
TINTS = 4


@dataclass(frozen=True)
class Cell:
    status: str
    number: int
    tint: int  # 0 for none, up to TINTS for the most of any cell
    href: str = ""  # the actions that are counted; empty where there are none

    @property
    def word(self):
        return words.shape_and_word(self.status)[1]


@dataclass(frozen=True)
class AgencyRow:
    """An agency, or None for actions that nobody leads."""

    agency: object | None
    cells: list[Cell]
    href: str  # all that it leads

    @property
    def name(self):
        return self.agency.name if self.agency else NOBODY

    @property
    def total(self):
        return sum(cell.number for cell in self.cells)


@dataclass(frozen=True)
class HeatMap:
    rows: list[AgencyRow]
    totals: list[Cell]  # of actions, each once
    total: int
    is_shared: bool  # whether an action stands in several rows
    href: str

    @property
    def heads(self):
        return [(status, words.shape_and_word(status)[1]) for status in STATUSES]

    @property
    def headline(self):
        """What is late and with how many; where nobody reports, that."""
        if not self.total:
            return "No action has been entered"
        number = {cell.status: cell.number for cell in self.totals}
        actions = words.plural(self.total, "action")
        if number["not_reported"] == self.total:
            return f"{actions}, and nobody has reported on {'it' if self.total == 1 else 'any of them'} yet"
        if not number["late"]:
            return f"None of {actions} is late"
        late = [row for row in self.rows if row.agency and row.cells[0].number]
        by = f", led by {words.plural(len(late), 'agency') if len(late) == 1 else f'{len(late)} agencies'}"
        return f"{number['late']} of {actions} {'is' if number['late'] == 1 else 'are'} late{by if late else ''}"

    def table(self, *, name, title, notes=()):
        columns = [
            exports.Column("agency", "Lead agency"),
            exports.Column("slug", "Short name for the API"),
            *(exports.Column(status, word, numeric=True) for status, word in self.heads),
            exports.Column("total", "All actions it leads", numeric=True),
        ]
        rows = [
            (row.name, row.agency.slug if row.agency else "", *(cell.number for cell in row.cells), row.total)
            for row in self.rows
        ]
        rows.append(("All actions, each once", "", *(cell.number for cell in self.totals), self.total))
        return exports.Table(name=name, title=title, columns=columns, rows=rows, notes=list(notes))


def heat_map(lines, *, address, **filters):
    """From ActionLine: agencies by name, those without a lead last; who leads nothing here has no row.

    `address` is the list of actions, `filters` what narrowed the lines: so each number leads to what it counts.
    """

    def narrowed(**more):
        chosen = {name: value for name, value in {**filters, **more}.items() if value}
        return f"{address}?{urlencode(chosen)}" if chosen else address

    counts, agencies = {}, {}
    for line in lines:
        for agency in line.leads or [None]:
            key = agency.pk if agency else None
            agencies[key] = agency
            counts.setdefault(key, Counter())[line.status] += 1
    most = max((number for counter in counts.values() for number in counter.values()), default=0)
    order = sorted(counts, key=lambda key: (key is None, agencies[key].name if key else ""))
    totals = Counter(line.status for line in lines)
    return HeatMap(
        rows=[
            AgencyRow(
                agencies[key],
                [
                    _cell(status, counts[key], most, narrowed(lead=_slug(agencies[key]), status=status))
                    for status in STATUSES
                ],
                narrowed(lead=_slug(agencies[key])),
            )
            for key in order
        ],
        totals=[_cell(status, totals, 0, narrowed(status=status)) for status in STATUSES],
        total=len(lines),
        is_shared=any(len(line.leads) > 1 for line in lines),
        href=narrowed(),
    )


def _cell(status, counter, most, href):
    number = counter[status]
    return Cell(status, number, tint(number, most) if most else 0, href if number else "")


def _slug(agency):
    return agency.slug if agency else NOBODY_LEADS


def tint(number, most):
    """0 for none, else 1 to TINTS by its share of the largest cell, so that one is never as pale as none."""
    return -(-number * TINTS // most) if number else 0
