"""Filling in a downloaded workbook, as people do with a spreadsheet program, and giving it back."""

import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.workbook import layout, making
from actions.workbook.applying import upload

NAME = "updates.xlsx"


def downloaded(partnership, agency):
    return making.workbook(partnership=partnership, agency=agency, address="https://example.org/workbook/")


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def filled(content, answers):
    """The workbook with {(reference, column's key): text} filled in."""
    book = opened(content)
    sheet = book[layout.SHEET]
    rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    for (ref, key), text in answers.items():
        cell = sheet.cell(rows[ref], layout.PLACES[key] + 1)
        cell.value = text or None
        if text:
            cell.data_type = "s"  # what begins with = too
    return saved(book)


def changed(content, change):
    """The workbook after `change` was done to it."""
    book = opened(content)
    change(book)
    return saved(book)


def given(content, name=NAME):
    return SimpleUploadedFile(name, content)


def uploaded(partnership, content, by, name=NAME):
    return upload(partnership=partnership, file=given(content, name), by=by)


def said_in(check):
    """{reference: {column's key: (from, to)}} of what would change."""
    return {
        row.ref: {change.key: (change.was, change.now) for change in row.changes}
        for row in check.rows
        if row.changes and not row.problems
    }
