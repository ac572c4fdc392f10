"""The chain from need to decision: one link a line, a gap where a link is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Line:
    """One line of a link. A strong line is set larger."""

    text: str
    href: str = ""
    note: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Link:
    kind: str
    lines: Sequence[Line] = ()
    gap: bool = False
    last: bool = False
    milestones: Sequence = ()


def gap(kind, text, note="", href=""):
    return Link(kind, [Line(text, note=note, href=href)], gap=True)


def joined(links):
    """The line after the last link before a gap is drawn dashed, so that the break shows where it is."""
    following = [*links[1:], None]
    return [
        replace(link, last=bool(after and after.gap and not link.gap))
        for link, after in zip(links, following, strict=True)
    ]
