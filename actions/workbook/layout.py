"""The sheets and columns of an agency's workbook, and how a cell is compared with what it was. Pure."""

import hashlib
import re
from dataclasses import dataclass

from actions.models import Confidence
from actions.models.action import REPORTABLE_STATUSES
from actions.operations.updates import said

FORMAT = "progress updates, form 1"
GUIDE, SHEET, ABOUT = "Read me first", "Updates", "About this workbook"
HEADER_ROW = 1
YES = "Yes"
CHOICES = {"delivery_status": dict(REPORTABLE_STATUSES), "confidence": dict(Confidence.choices)}
LONGEST_CELL = 32_767  # as Excel counts: a character beyond the first 65,536 is two
NOT_IN_XML = re.compile("[\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    key: str
    heading: str
    width: int
    is_open: bool = False  # to be filled in
    is_hidden: bool = False
    hint: str = ""


COLUMNS = (
    Column("ref", "Reference", 12),
    Column("title", "Action", 42),
    Column("due_on", "Due date", 18),
    Column("milestones", "Milestones", 42),
    Column("last", "Last approved status", 24),
    Column("stage", "Where its update stands", 30),
    Column("delivery_status", "Status", 14, is_open=True, hint="Choose from the list."),
    Column("confidence", "Confidence", 16, is_open=True, hint="Choose from the list."),
    Column("narrative", "What happened", 56, is_open=True, hint="One or two sentences, 600 characters at most."),
    Column("next_step", "Next step", 36, is_open=True, hint="200 characters at most."),
    Column("blocker", "In the way", 36, is_open=True, hint="What is in the way; 200 characters at most."),
    Column("no_change", "No change", 13, is_open=True, hint="Yes says that what was approved last still holds."),
    Column("key", "Action again", 12, is_hidden=True),
    Column("token", "Version", 12, is_hidden=True),
    Column("digests", "As downloaded", 12, is_hidden=True),
)
PLACES = {column.key: place for place, column in enumerate(COLUMNS)}
OPEN = tuple(column.key for column in COLUMNS if column.is_open)
# What is read of an uploaded workbook; the other columns are there to be looked at.
READ = ("ref", *OPEN, "key", "token", "digests")
NAMES = {column.key: column.heading for column in COLUMNS}


def key_of(ref):
    """The reference once more, so that no program takes 1.10 for a number."""
    return f"action {ref}"


def letter(key):
    return chr(ord("A") + PLACES[key])


def address(key, row):
    """As people who use spreadsheets call a cell: H7."""
    return f"{letter(key)}{row}"


def cell_of(key, value):
    """What stands in a cell for what is kept here; longer texts are cut, so that their row cannot be filled in."""
    if key in CHOICES:
        return CHOICES[key].get(value, "")
    return NOT_IN_XML.sub("\ufffd", value or "")[: LONGEST_CELL // 2 if is_too_long(value) else None]


def is_too_long(text):
    return len((text or "").encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_CELL


def digest(text):
    """Tells a cell that was filled in from one that stayed. It begins with a letter, so that it stays a text."""
    return "d" + hashlib.sha256(said.clean(text).encode()).hexdigest()[:12]


def digests(cells):
    """Those of all cells that can be filled in, by {key: text}."""
    return " ".join(digest(cells.get(key, "")) for key in OPEN)
