"""The milestones of actions as a burn-up, and what is due next, from actions that have been fetched already."""

import datetime
from dataclasses import dataclass

from actions import milestones
from actions.milestones import Dates
from actions.presenters.lights import milestones_of
from cdp import exports, words
from indicators.charts import burnup
from indicators.charts.chart import Chart

SOON = 90  # days
SOURCE = "Milestones of the actions, as this partnership keeps them"
COLUMNS = [
    exports.Column("by", "By the end of"),
    exports.Column("first_agreed", "Planned, as first agreed", numeric=True),
    exports.Column("as_it_stands", "Planned, as it stands now", numeric=True),
    exports.Column("met", "Met", numeric=True),
]


@dataclass(frozen=True)
class BurnUp:
    """`whose` completes "Milestones of …"."""

    dates: list[Dates]
    on: datetime.date
    whose: str

    @property
    def headline(self):
        return milestones.headline(self.dates, on=self.on)

    @property
    def chart(self) -> Chart | None:
        if not self.dates:
            return None
        course = milestones.course(self.dates, on=self.on)
        first, last = course.totals[0].day, course.totals[-1].day
        step = milestones.interval_words(self.dates, on=self.on)
        return burnup.build(
            course,
            uid="burn-up",
            unit="milestones",
            headline=self.headline,
            title=f"Milestones of {self.whose}, added up by {step}, {words.month(first)} to {words.month(last)}",
            sources=(SOURCE,),
            notes=(f"{milestones.lead(self.dates, on=self.on)} Archived actions and milestones are not counted.",),
        )

    def table(self, *, name, notes=()):
        """The same numbers to take away: empty where a day is still to come."""
        totals = milestones.course(self.dates, on=self.on).totals
        return exports.Table(
            name=name,
            title=f"Milestones of {self.whose}, added up",
            columns=COLUMNS,
            rows=[(total.day, total.first, total.now, total.met) for total in totals],
            notes=[*notes, f"As at {words.day(self.on)}."],
        )


def burn_up(actions, *, on, whose):
    """Of these actions; each comes with its current milestones."""
    return BurnUp([dates_of(one) for action in actions for one in milestones_of(action)], on, whose)


def dates_of(milestone, times_moved=0):
    return Dates(milestone.planned_on, milestone.due_on, milestone.done_on, times_moved)


@dataclass(frozen=True)
class Due:
    """Something with a date: a milestone, or the action as a whole where `milestone` is empty."""

    due_on: datetime.date
    action: object
    milestone: str = ""
    planned_on: datetime.date | None = None
    is_overdue: bool = False

    @property
    def is_moved(self):
        return self.planned_on is not None and self.planned_on != self.due_on


def due_next(lines, *, on, days=SOON):
    """What is past its date or due within so many days, soonest first, of open actions."""
    until = on + datetime.timedelta(days=days)
    found = [one for line in lines if line.is_open for one in _due(line.action, on) if one.due_on <= until]
    return sorted(found, key=lambda one: (one.due_on, one.action.position, one.milestone))


def _due(action, on):
    for one in milestones_of(action):
        if one.done_on is None:
            yield Due(one.due_on, action, one.title, one.planned_on, one.due_on < on)
    if action.due_on:
        yield Due(action.due_on, action, "", action.planned_due_on, action.due_on < on)


def soon_words(due, *, on, days=SOON):
    """ "2 are past their date and 3 are due by 20 February 2027." """
    until = words.day(on + datetime.timedelta(days=days))
    if not due:
        return f"Nothing is past its date, and nothing is due by {until}."
    late = sum(one.is_overdue for one in due)
    coming = len(due) - late
    said = [f"{late} {'is past its' if late == 1 else 'are past their'} date"] if late else []
    said += [f"{coming} {'is' if coming == 1 else 'are'} due by {until}"] if coming else []
    return f"{' and '.join(said)}."
