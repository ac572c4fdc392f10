"""One row of the exceptions, and how many alike are one row."""

import datetime
from dataclasses import dataclass, replace

SHOWN_ONE_BY_ONE = 3  # more of a kind are one row: a list of seventeen alike hides the rest


@dataclass(frozen=True)
class BoardException:
    what: str
    href: str
    status: str
    why: str
    detail: str
    since: datetime.date | None
    whom: str


def grouped(things, *, status, why, several, detail, address, row):
    if len(things) > SHOWN_ONE_BY_ONE:
        yield BoardException(
            several, address, status, why, detail.format("them", "their"), None, "The whole partnership"
        )
        return
    for thing in things:
        what, href, since, whom = row(thing)
        yield BoardException(what, href, status, why, detail.format("it", "its"), since, whom)


def first_of(things, *, several, address, row=lambda thing: thing):
    """The first few of those that each say something of their own, and how many more there are."""
    things = list(things)
    shown = SHOWN_ONE_BY_ONE + (len(things) == SHOWN_ONE_BY_ONE + 1)
    yield from map(row, things[:shown])
    if more := things[shown:]:
        yield replace(
            row(more[0]),
            what=f"{len(more)} more {several}",
            href=address,
            detail="In the order of this list, each with its reason.",
            since=None,
            whom="Each with its lead",
        )
