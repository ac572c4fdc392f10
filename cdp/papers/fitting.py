"""What fits in a cell, a heading and the name of a sheet. Pure; lengths are units of UTF-16, as Excel counts them."""

import re

from cdp.papers.content import clean

LONGEST_CELL = 32_767
LONGEST_NAME = 31  # of a sheet
LONGEST_HEADING = 250  # of a table's column
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\'\x00-\x1f]+")


def one_line(text):
    return " ".join(clean(text).split())


def sheet_name(number, title):
    """ "7 Actions and how they go": counted, so that no two are the same, and cut between words."""
    words = " ".join(NOT_IN_NAMES.sub(" ", one_line(title)).split())
    name = f"{number} {words}".strip()
    if utf16(name) > LONGEST_NAME:
        name = cut(name, LONGEST_NAME)
        shorter = name.rpartition(" ")[0]
        name = shorter if " " in shorter else name
    return name.rstrip(" ,;.–—-(")


def utf16(text):
    return len(text) + sum(letter > "\uffff" for letter in text)


def cut(text, longest):
    """The beginning that has no more units of UTF-16."""
    text = text[:longest]
    while utf16(text) > longest:
        text = text[: -max(1, (utf16(text) - longest) // 2)]
    return text


def pieces(text, longest=LONGEST_CELL):
    """The text in parts that each fit in a cell; together they are the text."""
    parts = []
    while utf16(text) > longest:
        part = cut(text, longest)
        space = part.rfind(" ", len(part) - 200)
        part = part[: space + 1] if space > 0 else part
        parts.append(part)
        text = text[len(part) :]
    return [*parts, text]


def unique(headings):
    """Filled, on one line, short enough, and no two the same whatever their capitals."""
    found = []
    for number, heading in enumerate(headings, start=1):
        name = wanted = cut(one_line(heading), LONGEST_HEADING) or f"Column {number}"
        again = 2
        while name.lower() in {other.lower() for other in found}:
            name, again = f"{cut(wanted, LONGEST_HEADING - 8)} ({again})", again + 1
        found.append(name)
    return found
