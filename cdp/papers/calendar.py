"""The due dates of a paper for a calendar program (iCalendar, RFC 5545): one all-day event for each.

How they are found: in every table, every column of dates whose key says "due" or "meeting"; the event is called after
its row, by the columns that identify it and the first text beside them. Nothing else of the row goes out: a calendar is
shared more widely than a paper.
The same row has the same identifier in every paper of the same publisher, so that a later one moves the event.
"""

import hashlib
from datetime import timedelta

from icalendar import Calendar, Event, Journal

from cdp.papers import sheets, shown
from cdp.papers.content import Day, Kind, clean, text_of
from cdp.papers.fitting import cut, one_line

WORDS = ("due", "meeting")
MAKER = "-//Combating Drugs Partnerships//Papers//EN"
LONGEST = 250


def write(paper) -> bytes:
    made_at = sheets.made_at(paper)
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", cut(one_line(paper.title), LONGEST))
    found = events(paper)
    for event in found:
        calendar.add_component(_component(Event(), event, paper, made_at))
    if not found:
        # A calendar must hold something; programs pass over a journal.
        nothing = {"uid": _identifier(paper, "nothing"), "summary": "No due dates", "day": made_at.date(), "table": ""}
        calendar.add_component(_component(Journal(), nothing, paper, made_at))
    return calendar.to_ical()


def events(paper) -> list[dict]:
    """uid, summary, day and table of each due date, in the order of the paper; the same one is told once."""
    found, seen, said = [], {}, set()
    for _, table in paper.every_table():
        columns = [n for n, column in enumerate(table.columns) if _is_due(column)]
        for row in table.rows:
            for index in columns:
                column = table.columns[index]
                day = shown.day_of(row[index].iso) if isinstance(row[index], Day) else None
                if day is None:
                    continue
                summary = cut(f"{one_line(column.heading)}: {_name(table, row)}", LONGEST)
                if (summary, day) in said:
                    continue
                said.add((summary, day))
                base = (table.key, column.key, *table.named(row))
                seen[base] = seen.get(base, 0) + 1
                uid = _identifier(paper, *base, *([str(seen[base])] if seen[base] > 1 else []))
                found.append({"uid": uid, "summary": summary, "day": day, "table": one_line(table.title)})
    return found


def _is_due(column):
    return column.kind == Kind.DATE and any(word in column.key.lower() for word in WORDS)


def _name(table, row):
    """What identifies the row, and its first text beside that: “A-014, Open an evening clinic”."""
    named = [one_line(text) for text in table.named(row)]
    for column, cell in zip(table.columns, row, strict=True):
        text = one_line(text_of(cell))
        if column.kind == Kind.TEXT and text and text not in named:
            return ", ".join(part for part in (*named, text) if part)
    return ", ".join(part for part in named if part) or "a row without a name"


def _identifier(paper, *parts):
    said = "\x1f".join(clean(part) for part in (paper.publisher, *parts))
    return f"{hashlib.sha256(said.encode()).hexdigest()[:32]}@papers"


def _component(component, event, paper, made_at):
    component.add("uid", event["uid"])
    component.add("dtstamp", made_at)
    component.add("last-modified", made_at)
    component.add("sequence", max(0, int(made_at.timestamp()) // 60))
    component.add("summary", event["summary"])
    component.add("dtstart", event["day"])
    if component.name == "VEVENT":
        component.add("dtend", event["day"] + timedelta(days=1))
        component.add("transp", "TRANSPARENT")  # it takes nobody's time
    said = [event["table"], f"{paper.title}. As at {paper.as_at_words}.", paper.watermark, *paper.notices]
    component.add("description", "\n".join(one_line(part) for part in said if part.strip()))
    if paper.address.startswith(("http://", "https://")):
        component.add("url", one_line(paper.address))
    return component
