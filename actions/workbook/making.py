"""The workbook that an agency downloads: what to do, a row for each of its actions, and what tells it again later."""

import io

import xlsxwriter
from django.db.models import Prefetch
from django.utils import timezone

from actions.models import Milestone
from actions.operations.updates import said
from actions.workbook import layout
from actions.workbook.layout import ABOUT, COLUMNS, GUIDE, HEADER_ROW, SHEET, YES
from actions.workbook.standing import actions_of, standings
from cdp import exports, words

FONT = exports.FONT
# What may be done to cells that are locked: whoever needs it may make them larger.
ALLOWED = {"format_columns": True, "format_rows": True, "format_cells": True}
STEPS = (
    "1. Go to the sheet “Updates”. It has a row for each action that {agency} leads.",
    "2. Fill in the columns {first} to {last}, of the actions that you want to report on. The others are locked.",
    "3. Choose Status, Confidence and No change from their lists. Every other answer is plain text.",
    "4. Where nothing has changed since the last approved update, choose Yes under No change and leave the rest.",
    "5. Save the workbook as it is (.xlsx) and upload it at {address}. You see every change before it is made.",
)
RULES = (
    "To send an update for approval it needs Status, Confidence and What happened.",
    "What happened has room for {narrative} characters, Next step and In the way for {next_step}.",
    "No names of people who use services, and nothing by which one of them could be known.",
    "Rows that you leave as they are change nothing. A cell that you empty empties the answer.",
    "Do not add, move or rename columns, and write no formulas. The sheet is locked against that, without a password.",
    "Milestones, figures and evidence are reported on the action’s page, which also shows what was said before.",
    "If somebody changes an update here while you fill in the workbook, you are shown both when you upload it.",
)


def workbook(*, partnership, agency, address, notes=()):
    """The bytes of the file."""
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": FONT,
    }
    title = f"Progress updates of {agency.name}"
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title, "author": exports.PUBLISHER, "comments": partnership.name})
        _write_guide(book, title, partnership, agency, address, notes)
        _write_updates(book, title, list(standings(_with_milestones(agency, partnership)).values()))
        _write_about(book, partnership, agency)
    return exports.with_language(file)


def file_name(partnership, agency):
    return exports.file_name(f"updates-{partnership.slug}-{agency.slug}", "xlsx")


def cells(standing):
    """{column: what stands in it}, of the columns that can be filled in."""
    return {key: layout.cell_of(key, standing.words.get(key)) for key in layout.OPEN}


def is_fillable(standing):
    return not standing.closed_because and not any(layout.is_too_long(standing.words[key]) for key in said.TEXTS)


def _with_milestones(agency, partnership):
    milestones = Prefetch("milestones", Milestone.objects.current())
    return actions_of(agency, partnership).select_related("partnership").prefetch_related(milestones)


def _write_guide(book, title, partnership, agency, address, notes):
    sheet = book.add_worksheet(GUIDE)
    sheet.set_column(0, 0, 100)
    sheet.hide_gridlines(2)
    heading = book.add_format({**FONT, "bold": True, "font_size": 16, "text_wrap": True})
    strong = book.add_format({**FONT, "bold": True, "text_wrap": True})
    text = book.add_format({**FONT, "text_wrap": True, "valign": "top"})
    first, last = layout.letter(layout.OPEN[0]), layout.letter(layout.OPEN[-1])
    known = {"agency": agency.name, "address": address, "first": first, "last": last, **said.LIMITS}
    lines = [
        (title, heading),
        (f"{partnership.name}, downloaded on {words.day(timezone.localdate())}", text),
        *((note, text) for note in notes),
        ("What to do", strong),
        *((step.format(**known), text) for step in STEPS),
        ("What to know", strong),
        *((rule.format(**known), text) for rule in RULES),
    ]
    for row, (line, looks) in enumerate(lines):
        sheet.write_string(row, 0, line, looks)
    sheet.protect("", ALLOWED)
    sheet.activate()


def _write_updates(book, title, rows):
    sheet = book.add_worksheet(SHEET)
    looks = _looks(book)
    for place, column in enumerate(COLUMNS):
        sheet.write_string(HEADER_ROW - 1, place, column.heading, looks["open" if column.is_open else "locked"]["head"])
        sheet.set_column(place, place, column.width, None, {"hidden": column.is_hidden})
    for row, standing in enumerate(rows, start=HEADER_ROW):
        _write_row(sheet, row, standing, looks)
    _offer_choices(sheet, HEADER_ROW, HEADER_ROW + len(rows) - 1)
    sheet.freeze_panes(HEADER_ROW, layout.PLACES["due_on"])
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.set_header(f"&L{title.replace('&', '&&')}&RPage &P of &N")
    sheet.protect("", ALLOWED)


def _looks(book):
    """Cells to be filled in are white in a frame, the others grey; the guide says so by their letters too."""
    base = {**FONT, "valign": "top", "text_wrap": True, "border": 1, "border_color": "#85898C"}
    head = {**base, "bold": True}
    grey = {"bg_color": "#EEF1F4"}
    return {
        "open": {
            "head": book.add_format({**head, "bg_color": "#12436D", "font_color": "#FFFFFF"}),
            # As text, so that what begins with = + - or @ stays what was typed.
            "text": book.add_format({**base, "num_format": "@", "locked": False}),
        },
        "locked": {
            "head": book.add_format({**head, **grey}),
            "text": book.add_format({**base, **grey, "num_format": "@"}),
            "date": book.add_format({**base, **grey, "num_format": "d mmmm yyyy", "align": "left"}),
        },
    }


def _write_row(sheet, row, standing, looks):
    action, filled = standing.action, cells(standing)
    known = {
        "ref": action.ref,
        "title": action.title,
        "milestones": "\n".join(_milestone(one) for one in action.milestones.all()),
        "last": _last(standing),
        "stage": standing.stage,
        "key": layout.key_of(action.ref),
        "token": standing.token,
        "digests": layout.digests(filled),
        **filled,
    }
    can_be_filled_in = is_fillable(standing)
    for place, column in enumerate(COLUMNS):
        look = looks["open" if column.is_open and can_be_filled_in else "locked"]
        if column.key == "due_on" and action.due_on:
            sheet.write_datetime(row, place, action.due_on, look["date"])
        elif text := known.get(column.key):
            sheet.write_string(row, place, text[: layout.LONGEST_CELL], look["text"])
        else:
            sheet.write_blank(row, place, None, look["text"])


def _last(standing):
    last = standing.approved
    if last is None:
        return "No update yet"
    return (
        f"{last.get_delivery_status_display()}, {last.get_confidence_display().lower()}, {words.day(last.reported_at)}"
    )


def _milestone(milestone):
    if milestone.done_on:
        return f"{milestone.title}: met on {words.day(milestone.done_on)}"
    return f"{milestone.title}: due {words.day(milestone.due_on)}"


def _offer_choices(sheet, first, last):
    lists = {key: list(choices.values()) for key, choices in layout.CHOICES.items()} | {"no_change": [YES]}
    for column in COLUMNS:
        if not column.is_open:
            continue
        place = layout.PLACES[column.key]
        options = {"input_title": column.heading, "input_message": column.hint}
        if column.key in lists:
            options |= {
                "validate": "list",
                "source": lists[column.key],
                "error_title": column.heading,
                "error_message": f"Choose one of: {', '.join(lists[column.key])}. Or leave it empty.",
            }
        else:
            # A warning alone: a longer text can be kept as a draft, and shortened before it is sent.
            options |= {
                "validate": "length",
                "criteria": "<=",
                "value": said.LIMITS[column.key],
                "error_type": "warning",
                "error_title": column.heading,
                "error_message": f"{said.LIMITS[column.key]} characters are the most that can be sent for approval.",
            }
        sheet.data_validation(first, place, last, place, options)


def _write_about(book, partnership, agency):
    """For the upload: whose workbook it is."""
    sheet = book.add_worksheet(ABOUT)
    about = {
        "form": layout.FORMAT,
        "partnership": partnership.slug,
        "agency": agency.slug,
        "partnership name": partnership.name,
        "agency name": agency.name,
    }
    for row, (name, text) in enumerate(about.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, text)
    sheet.protect("")
    sheet.hide()
