"""The groups of people by whom an indicator is broken down, each with its newest figure."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from indicators import figures
from indicators.presenters.comparisons import sentence
from indicators.presenters.page.fetch import Facts


@dataclass(frozen=True)
class Groups:
    anchor: ClassVar = "groups"
    heading: ClassVar = "Groups of people"
    template: ClassVar = "indicators/sections/groups.html"

    rows: list
    shown: str


def section(facts: Facts):
    if len(facts.groups) < 2:
        return None
    return Groups([_row(facts, group, reading) for group, reading in facts.groups], facts.selection.group.words)


def _row(facts, group, reading):
    """A group without a figure in the area in focus leads to an area that has one."""
    selection = facts.selection
    area = selection.focus if reading else selection.known[min(group.areas & selection.known.keys())]
    return {
        "words": sentence(group.words),
        "by": group.key[2] or _by(group.key),
        "is_here": group == selection.group,
        "url": f"?{urlencode({'areas': area.code, 'group': group.slug})}",
        "period": (reading.period or "Not stated") if reading else "",
        "said": figures.text(reading.value, unit=facts.indicator.unit, qualifier=reading.qualifier, state=reading.state)
        if reading
        else f"Only for {area.name}",
    }


def _by(key):
    return " and ".join(name for name, is_given in (("Sex", key[0] != "Persons"), ("Age", key[1])) if is_given)
