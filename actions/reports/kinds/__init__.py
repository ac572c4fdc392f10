"""Which reports there are. A new one is a module here and a line in KINDS; its key is kept in saved reports and stays.

A module has build(context) -> tuple of content.Section. Words, figures and lights are those of the pages.
"""

from collections.abc import Callable
from dataclasses import dataclass

from actions.reports.filters import ALWAYS
from actions.reports.kinds import action_log, exceptions, extract, highlight, scorecard

OF_ACTIONS = ("priorities", "agencies", "status")
PERIOD = ("from", "until")


@dataclass(frozen=True)
class ReportKind:
    key: str
    title: str
    sentence: str  # for whoever chooses
    filters: tuple[str, ...]
    build: Callable
    period: str = ""  # what the first and the last day mean

    @property
    def every_filter(self):
        return (*ALWAYS, *self.filters)


KINDS = {
    one.key: one
    for one in (
        ReportKind(
            "action-log",
            "Action log",
            "Each action with its lead, due date, status, last update and next step",
            (*OF_ACTIONS, *PERIOD),
            action_log.build,
            "Actions that are due in this period.",
        ),
        ReportKind(
            "exceptions",
            "Exception report",
            "What is off course: why, what is done about it, when it is back on track, what help is wanted",
            OF_ACTIONS,
            exceptions.build,
        ),
        ReportKind(
            "highlight",
            "Highlight report",
            "For each priority: this period, the next period, and exceptions",
            (*OF_ACTIONS, *PERIOD),
            highlight.build,
            "What was reported in this period. The next period is as long. Without days: the last three months.",
        ),
        ReportKind(
            "scorecard",
            "Indicator scorecard",
            "Each figure with interval, comparators, trend, target and commentary",
            ("priorities", "indicators", "areas", *PERIOD),
            scorecard.build,
            "Newest figures whose period ends within these days.",
        ),
        ReportKind(
            "extract",
            "Full extract",
            "Every record that you may see: actions, milestones, updates, recommendations, measures, figures",
            (*OF_ACTIONS, "indicators", "areas", *PERIOD, "restricted"),
            extract.build,
            "Updates reported, and figures whose period ends, within these days.",
        ),
    )
}


class UnknownKind(LookupError):
    def __init__(self, key):
        super().__init__(f"“{str(key)[:40]}” is not a kind of report. Known are: {', '.join(KINDS)}.")


def of(key):
    try:
        return KINDS[key]
    except (KeyError, TypeError):
        raise UnknownKind(key) from None
