"""The government's rules for accessible spreadsheets ("Releasing statistics in spreadsheets", Analysis Function), as
functions: each takes an opened workbook and says what breaks it.
"""

import re

RULES = {}
SHORTHAND = re.compile(r"\[(c|x|z|low|p|r|e|note \d+)\]")


def rule(function):
    RULES[function.__name__] = function
    return function


@rule
def title_author_and_language_are_set(book):
    said = {"title": book.title, "author": book.author, "language": book.language}
    return [name for name, value in said.items() if not value]


@rule
def cover_contents_and_notes_come_first(book):
    return [] if [sheet.name for sheet in book.sheets[:3]] == ["Cover", "Contents", "Notes"] else ["wrong order"]


@rule
def names_of_sheets_are_allowed_and_unique(book):
    names = [sheet.name for sheet in book.sheets]
    wrong = [name for name in names if len(name) > 31 or re.search(r"[\[\]:*?/\\']", name) or not name.strip()]
    return wrong + [name for name in names if [other.lower() for other in names].count(name.lower()) > 1]


@rule
def a_sheet_begins_in_a1(book):
    return [sheet.name for sheet in book.sheets if not sheet.cells.get((1, 1), "").strip()]


@rule
def a_sheet_of_a_table_says_title_then_notes_then_source(book):
    wrong = []
    for sheet in book.sheets[4:]:
        above = [sheet.cells.get((row, 1), "") for row in range(1, sheet.tables[0].top)] if sheet.tables else []
        sources = [number for number, line in enumerate(above) if line.startswith("Source: ")]
        if len(above) < 2 or not re.search("note|shorthand", above[1].lower()):
            wrong.append(sheet.name)
        elif sources and sources[0] not in (2, 3):
            wrong.append(f"{sheet.name}: source in line {sources[0] + 1}")
    return wrong


@rule
def every_sheet_but_the_cover_has_one_table(book):
    return [sheet.name for sheet in book.sheets if len(sheet.tables) != (sheet.name != "Cover")]


@rule
def a_table_has_a_name_of_its_own(book):
    names = [table.name for sheet in book.sheets for table in sheet.tables]
    wrong = [name for name in names if not name or re.fullmatch(r"(?i)table\d*|[a-z]{1,3}\d+", name)]
    return wrong + [name for name in names if names.count(name) > 1]


@rule
def headings_are_filled_and_unique(book):
    wrong = []
    for sheet in book.sheets:
        for table in sheet.tables:
            headings = [heading.lower() for heading in table.headings]
            there = [sheet.cells.get((table.top, column)) for column in range(table.left, table.right + 1)]
            if not all(heading.strip() for heading in headings) or len(set(headings)) != len(headings):
                wrong.append(f"{sheet.name}: {headings}")
            if there != table.headings:
                wrong.append(f"{sheet.name}: the cells say {there}")
    return wrong


@rule
def no_row_is_blank(book):
    wrong = []
    for sheet in book.sheets:
        filled = {row for (row, _), value in sheet.cells.items() if value.strip()}
        wrong += [f"{sheet.name}, row {row}" for row in range(1, max(filled, default=0)) if row not in filled]
    return wrong


@rule
def nothing_stands_beside_or_below_a_table(book):
    wrong = []
    for sheet in book.sheets:
        for row, column in sheet.cells:
            table = sheet.tables[0] if sheet.tables else None
            inside = table and table.top <= row <= table.bottom and table.left <= column <= table.right
            if not inside and (column != 1 or (table and row > table.bottom)):
                wrong.append(f"{sheet.name}: {row}, {column}")
    return wrong


@rule
def no_cells_are_merged(book):
    return [sheet.name for sheet in book.sheets if sheet.merged]


@rule
def nothing_is_frozen(book):
    return [sheet.name for sheet in book.sheets if sheet.frozen]


@rule
def nothing_is_hidden(book):
    return [sheet.name for sheet in book.sheets if sheet.hidden]


@rule
def nothing_can_run(book):
    parts = [name for name in book.parts if re.search(r"(?i)vba|macro|externalLink|script|basic|activeX", name)]
    return parts + [sheet.name for sheet in book.sheets if sheet.formulas]


@rule
def there_are_no_pictures(book):
    return [name for name in book.parts if re.search(r"(?i)media/|drawing|pictures/|\.png", name)]


@rule
def letters_are_arial_and_large_enough(book):
    return [font for font in book.fonts if font[0] != "Arial" or font[1] < 12]


@rule
def text_in_tables_is_wrapped(book):
    wrong = []
    for sheet in book.sheets:
        for table in sheet.tables:
            inside = [place for place in sheet.cells if table.top <= place[0] <= table.bottom]
            wrong += [f"{sheet.name}: {place}" for place in inside if place not in sheet.wrapped]
    return wrong


@rule
def contents_lead_to_every_sheet(book):
    contents = book.sheets[1]
    led = {re.sub(r"^#?'|'(!|\.)A1$", "", to) for to in contents.links.values()}
    return [sheet.name for sheet in book.sheets if sheet.name not in led and sheet != contents]


@rule
def shorthand_of_figures_is_explained(book):
    """In the cells of columns that hold figures: people may write what they like in a text."""
    told = {value for (_, column), value in book.sheets[2].cells.items() if column == 1}
    wrong = []
    for sheet in book.sheets[4:]:
        columns = {column for _, column in sheet.numbers}
        for (row, column), value in sheet.cells.items():
            refers = (column in columns and row > sheet.tables[0].top) or row == 2
            wrong += [
                f"{sheet.name}: {m.group()}" for m in SHORTHAND.finditer(value) if refers and m.group() not in told
            ]
    return wrong
