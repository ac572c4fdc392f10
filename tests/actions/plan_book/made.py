"""Workbooks and plans made for the tests of the plan as a workbook."""

from io import BytesIO

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.operations import plan_import
from actions.plan_book.book import workbook
from actions.plan_book.reading import OURS_ALONE
from actions.plan_book.standing import standing_plan

STRATEGY = ["Strategies", ["Title", "Period"], ["From harm to hope", "2022 to 2032"]]
PRIORITIES = [
    "Priorities",
    ["Code", "Title", "Strategy", "National priority"],
    ["P1", "Treatment that works", "From harm to hope", "Deliver a world-class treatment and recovery system"],
]
AGENCIES = [
    "Agencies",
    ["Agency", "New here", "Kind"],
    ["Northshire Probation", None, None],
    ["Northshire Recovery", "Yes", "Treatment provider"],
]
ACTIONS = [
    "Actions",
    ["Reference", "Title", "Priority", "Lead agencies", "Supporting agencies", "Starts on", "Due on"],
    ["A1", "Open a clinic", "P1", "Northshire Probation", "Northshire Recovery", "01/04/2026", "31/03/2027"],
]
PLAN = (STRATEGY, PRIORITIES, AGENCIES, ACTIONS)


def book(*sheets):
    """The bytes of a workbook of [name, headings, row, row, …]."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, *rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def uploaded(content, name="plan.xlsx"):
    return SimpleUploadedFile(name, content)


def kept(partnership, by, content):
    return plan_import.keep(partnership=partnership, file=uploaded(content), by=by)


def checked(partnership, by, *sheets):
    """The check of a workbook, and the run that it is of."""
    run = kept(partnership, by, book(*sheets))
    return plan_import.check(run, user=by), run


def applied(partnership, by, content):
    run = kept(partnership, by, content)
    check = plan_import.check(run, user=by)
    assert [str(fault) for fault in check.faults] == []
    return plan_import.apply(run=run, digest=check.digest, by=by) if check.changes else check


def exported(partnership, by):
    return workbook(standing_plan(partnership, user=by))


def contents(content):
    """{sheet: rows of cells} of a workbook, without the sheets that are help alone."""
    made = openpyxl.load_workbook(BytesIO(content), read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in made if sheet.title not in OURS_ALONE}


def said(check):
    """(cell, sentence) of each fault."""
    return [(f"{fault.sheet} {fault.cell}".strip(), fault.sentence) for fault in check.faults]
