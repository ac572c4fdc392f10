"""What is written as a table by any layout is read by it again: the same figures, whatever stands where."""

import csv
import io
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.sources.base import Row
from indicators.sources.mapped.layout import BETWEEN
from tests.indicators.sources.mapped_tables import KNOWN, layout, read
from tests.sources_served.books import ods, xlsx

AREAS = {"E06000001": "Hartlepool", "E10000001": "Somewhere else"}
NAMED = type(KNOWN)(KNOWN.indicators, KNOWN.areas, {"hartlepool": (10,), "somewhere else": (12,)})
MONTHS = ("January", "June", "October", "December")
# How each form writes a year (or a month or quarter in it), and the days that it means.
FORMS = {
    "as written": lambda year: (f"{year} - {(year + 2) % 100:02}", (date(year, 1, 1), date(year + 2, 12, 31))),
    "calendar year": lambda year: (str(year), (date(year, 1, 1), date(year, 12, 31))),
    "financial year ending": lambda year: (str(year), (date(year - 1, 4, 1), date(year, 3, 31))),
    "financial year starting": lambda year: (str(year), (date(year, 4, 1), date(year + 1, 3, 31))),
    "year to month": lambda year: (f"June {year}", (date(year - 1, 7, 1), date(year, 6, 30))),
    "month": lambda year: (f"{year}-10", (date(year, 10, 1), date(year, 10, 31))),
    "quarter": lambda year: (f"{year} Q3", (date(year, 7, 1), date(year, 9, 30))),
}
VALUES = st.one_of(st.none(), st.integers(0, 10**9), st.floats(0, 1e6).map(lambda number: round(number, 4)))
FIGURES = st.dictionaries(
    st.tuples(st.sampled_from(sorted(AREAS)), st.integers(1995, 2040), st.sampled_from(["Persons", "Female"])),
    st.tuples(VALUES, st.integers(0, 10**6), st.sampled_from(["", "Revised", "a “note”, with commas; and | strokes"])),
    min_size=1,
    max_size=12,
)


@st.composite
def tables(draw):
    """(figures, layout, rows of texts, how they are written)"""
    figures, form = draw(FIGURES), draw(st.sampled_from([*FORMS, BETWEEN]))
    by, decimal = draw(st.sampled_from(["code", "name"])), draw(st.sampled_from([".", ","]))
    multiply = draw(st.sampled_from([1, 100, 0.001]))
    columns = {"Place": "area", "Of whom": "sex", "Rate": "value", "N": "count", "Remark": "note"}
    headings = draw(st.permutations([*columns, *(["From", "To"] if form == BETWEEN else ["When"]), "Of no use"]))
    rows = [[_cell(heading, key, said, form, by) for heading in headings] for key, said in figures.items()]
    period = {"form": form} | ({"start": "From", "end": "To"} if form == BETWEEN else {"column": "When"})
    said = {name: {"column": heading} for heading, name in columns.items()}
    said |= {"area": {"column": "Place", "by": by}, "period": period, "multiply": multiply, "decimal": decimal}
    above = draw(st.integers(0, 3))
    if draw(st.booleans()):
        said["header_row"] = above + 1
    titles = [["A title of the table", *[""] * (len(headings) - 1)]] * above
    return figures, layout(**said), [*titles, list(headings), *rows], multiply


def _cell(heading, key, said, form, by):
    area, year, sex = key
    value, count, note = said
    if heading in ("From", "To"):
        return f"{'01/04' if heading == 'From' else '31/03'}/{year + (heading == 'To')}"
    cells = {"Place": area if by == "code" else AREAS[area], "Of whom": sex, "Rate": value, "N": count, "Remark": note}
    return FORMS[form](year)[0] if heading == "When" else cells.get(heading, "x")


def expected(figures, form, multiply):
    """{key: (value, count, note)} with the days of each period; the factor takes values to thousandths at most."""
    found = {}
    for (area, year, sex), said in figures.items():
        days = (date(year, 4, 1), date(year + 1, 3, 31)) if form == BETWEEN else FORMS[form](year)[1]
        found[KNOWN.areas[area], *days, sex] = said
    return found


def assert_they_are_the_same(found, figures, layout, multiply):
    rows = {
        (row.key.area_id, row.key.start, row.key.end, row.key.group.sex): row for row in found if isinstance(row, Row)
    }
    wanted = expected(figures, layout["period"]["form"], multiply)
    assert len(rows) == len(found)
    assert rows.keys() == wanted.keys()
    for key, (value, count, note) in wanted.items():
        row = rows[key]
        assert (row.count, row.note) == (count, note)
        assert (row.value is None) == (value is None)
        assert value is None or abs(row.value - value * multiply) <= 1e-12 * abs(row.value)


def _with_decimal(cell, decimal):
    if cell is None:
        return ".." if decimal == "." else "-"
    text = f"{cell:.4f}" if isinstance(cell, float) else str(cell)
    return text.replace(".", ",") if decimal == "," and isinstance(cell, float) else text


@settings(derandomize=True, deadline=None, max_examples=80)
@given(tables(), st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "windows-1252"]))
def test_figures_survive_a_csv_file_of_any_layout(tmp_path_factory, table, delimiter, encoding):
    figures, said, rows, multiply = table
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(
        [[_with_decimal(cell, said["decimal"]) for cell in cells] for cells in rows]
    )
    path = tmp_path_factory.mktemp("csv") / "figures.csv"
    path.write_bytes(written.getvalue().encode(encoding))
    said["file"] = {"kind": "csv", "delimiter": delimiter, "encoding": encoding.removesuffix("-sig")}

    assert_they_are_the_same(read(path, known=NAMED, **said), figures, said, multiply)


@settings(derandomize=True, deadline=None, max_examples=8)
@given(tables(), st.sampled_from(["ods", "xlsx"]))
def test_figures_survive_a_workbook_of_any_layout(tmp_path_factory, table, kind):
    figures, said, rows, multiply = table
    path = tmp_path_factory.mktemp("book") / f"figures.{kind}"
    cells = [[None if cell == "" else cell for cell in row] for row in rows]
    path.write_bytes({"ods": ods, "xlsx": xlsx}[kind]({"Notes": [["x"]], "Figures": cells}))
    said["file"] = {"kind": "workbook", "sheet": "Figures"}

    assert_they_are_the_same(read(path, known=NAMED, **said), figures, said, multiply)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(FIGURES, st.sampled_from(sorted(FORMS)))
def test_figures_survive_a_wide_table(tmp_path_factory, figures, form):
    years = sorted({year for _, year, _ in figures})
    lines = sorted({(area, sex) for area, _, sex in figures})
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(["Place", "Of whom", *(FORMS[form](year)[0] for year in years)])
    for area, sex in lines:
        values = [figures[area, year, sex][0] if (area, year, sex) in figures else None for year in years]
        table.writerow([area, sex, *("[x]" if value is None else value for value in values)])
    path = tmp_path_factory.mktemp("wide") / "figures.csv"
    path.write_text(written.getvalue(), encoding="utf-8")
    said = layout(
        area={"column": "Place"}, sex={"column": "Of whom"}, value=None, period={"form": form}, wide={"by": "period"}
    )

    found = read(path, **{"value": None, **said})

    assert len(found) == len(lines) * len(years)
    values = {
        (row.key.area_id, row.key.start, row.key.end, row.key.group.sex): row.value
        for row in found
        if row.value is not None
    }
    wanted = {key: said[0] for key, said in expected(figures, form, 1).items() if said[0] is not None}
    assert values == wanted
