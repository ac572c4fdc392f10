"""What became of the area in focus: where its figures go over the day of a change, the chart has a mark there.

Figures of an area of before are not joined to the line of the one that came of it. Where a source itself gives figures
for the time before, for the ground that the area covers today, they are drawn as it gives them and the day is marked.
"""

from datetime import timedelta
from urllib.parse import urlencode

from django.utils.html import format_html, format_html_join

from cdp import words
from indicators.charts.trend import Began
from indicators.presenters.page.fetch import Facts
from indicators.rules.ended import is_after_the_end

MOST_NAMED = 6


def uprights(facts: Facts, lines):
    """The day on which the area came to be, and the day after its last, as far as figures lie on both sides."""
    area = facts.focus
    starts = [mark.start for line in lines for mark in line.drawn]
    ends = [mark.end for line in lines for mark in line.drawn]
    if facts.predecessors and _is_between(area.valid_from, starts, ends):
        if _of_before(facts):
            yield Began(f"{area.name} has a new code", area.valid_from, note="Nearly the same boundary")
        else:
            yield Began(f"{area.name} was formed", area.valid_from, note="Earlier figures are the source’s own")
    if area.valid_to:
        day = area.valid_to + timedelta(days=1)
        if _is_between(day, starts, ends):
            yield Began(f"{area.name} was abolished", day, note="Later figures are kept as the source gives them")


def _is_between(day, starts, ends):
    return bool(starts) and min(starts) < day <= max(ends)


def sentences(facts: Facts):
    if facts.predecessors:
        yield _came_of(facts)
    if facts.focus.valid_to:
        yield _ended(facts)


def _of_before(facts):
    """The same area under the code that it had before; None where it came of others."""
    one, *others = facts.predecessors
    return one if not others and one.area_type == facts.focus.area_type else None


def _came_of(facts):
    area, day = facts.focus, words.day(facts.focus.valid_from)
    has_earlier = any(
        mark.value is not None and mark.start and mark.start < area.valid_from for mark in facts.own.marks
    )
    if one := _of_before(facts):
        together = " Figures under both are one series." if has_earlier else ""
        return f"Before {day} {area.name} had the code {one.code} and nearly the same boundary.{together}"
    of = _names(facts.predecessors)
    if has_earlier:
        return (
            f"{area.name} was formed on {day}, of {of}. Its figures of before then are the source’s own, for the "
            "ground that it covers now."
        )
    with_figures = [one for one in facts.predecessors if one.pk in facts.selection.known]
    if not with_figures:
        return f"{area.name} was formed on {day}, of {of}."
    return format_html(
        "{} was formed on {}, of {}. Before {} there are figures of {}; they are not joined to this line.",
        area.name, day, of, words.month(area.valid_from), _links(facts, with_figures),
    )  # fmt: skip


def _ended(facts):
    area = facts.focus
    later = any(is_after_the_end(end=mark.end, valid_to=area.valid_to) for mark in facts.own.marks)
    return format_html(
        "{} was abolished after {}{}.{}",
        area.name,
        words.day(area.valid_to),
        format_html("; {} came after it", _links(facts, facts.successors)) if facts.successors else "",
        " Figures for a later time are kept as the source gives them and are compared with none." if later else "",
    )


def _names(areas):
    names = sorted(area.name for area in areas)
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} more"]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _links(facts, areas):
    """Their names, as links to their figures beside this area's where there are any."""
    parts = [
        format_html(
            '<a class="govuk-link" href="?{}">{}</a>',
            urlencode({"areas": [facts.focus.code, area.code]}, doseq=True),
            area.name,
        )
        if area.pk in facts.selection.known
        else area.name
        for area in sorted(areas, key=lambda area: area.name)
    ]
    return format_html_join(", ", "{}", ((part,) for part in parts))
