"""What every kind of report is given. All of it is read with the eyes of whoever asked, at one moment."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch

from actions.board import rows
from actions.models import Action, ActionAgency, ProgressUpdate
from actions.reports.filters import Chosen
from indicators.models import Observation, Reading
from partners.models import Person

MOST_ROWS = 20_000


class TooMuch(Exception):
    """The message says how much there is, and what to narrow."""


@dataclass
class Context:
    person: Person
    chosen: Chosen
    as_at: datetime.datetime
    on: datetime.date
    check: Callable = field(default=lambda: None)

    @property
    def is_of_several(self):
        return len(self.chosen.partnerships) > 1

    def of(self, partnership):
        """The cell that names a partnership, in tables of several."""
        return (partnership.short_name or partnership.name,) if self.is_of_several else ()

    @property
    def actions(self):
        """As a query: current ones of the partnerships, priorities and agencies chosen. Status is judged by `lines`."""
        chosen = self.chosen
        found = Action.objects.visible_to(self.person).current().filter(partnership__in=chosen.partnerships)
        if chosen.priorities:
            found = found.filter(priority__in=chosen.priorities)
        if chosen.agencies:
            parts = ActionAgency.objects.filter(agency__in=chosen.agencies)
            found = found.filter(pk__in=parts.values("action"))
        return found

    @cached_property
    def lines(self):
        """The actions as a board judges them: with both lights, and what their own measures have against them."""
        names = {one.pk: number for number, one in enumerate(self.chosen.partnerships)}
        supporting = ActionAgency.objects.filter(role=ActionAgency.Role.SUPPORTING).select_related("agency")
        found = rows.action_lines(
            self.actions.select_related("priority", "partnership").prefetch_related(
                Prefetch("action_agencies", supporting, to_attr="supporting_parts")
            ),
            on=self.on,
        )
        every = [line for lines in self.measured.values() for line in lines]
        found = rows.held_against(found, every, on=self.on)
        found.sort(key=lambda line: (names[line.action.partnership_id], line.action.position))
        wanted = self.chosen.status
        return [line for line in found if not wanted or line.status in wanted]

    @cached_property
    def measured(self):
        """{partnership: the measures of its strategy}, each as its board shows it."""
        found = {}
        for partnership in self.chosen.partnerships:
            self.check()
            found[partnership] = rows.measure_lines(partnership, on=self.on, user=self.person)
        return found

    def measures_of(self, partnership):
        """Those that the filters leave."""
        chosen = self.chosen
        priorities = {one.pk for one in chosen.priorities}
        indicators, areas = {one.pk for one in chosen.indicators}, {one.pk for one in chosen.areas}
        return [
            line
            for line in self.measured[partnership]
            if (not priorities or line.priority_id in priorities)
            and (not indicators or line.measure.series.indicator_id in indicators)
            and (not areas or line.measure.series.area_id in areas)
            and (line.row is None or self.is_within(line.row.reading.period_end))
        ]

    @cached_property
    def latest(self):
        """{action: its newest approved update}, in one query."""
        said = ProgressUpdate.objects.approved().filter(action__in=self.actions).order_by("reported_at", "pk")
        return {one.action_id: one for one in said}

    def said_of(self, action, name):
        update = self.latest.get(action.pk)
        return getattr(update, name) if update else ""

    def updates(self, *, since=None, until=None):
        """Approved ones of the actions chosen, the newest first."""
        shown = [line.action.pk for line in self.lines]
        found = ProgressUpdate.objects.approved().filter(action__in=self.actions).select_related("action", "agency")
        if since:
            found = found.filter(reported_at__date__gte=since)
        if until:
            found = found.filter(reported_at__date__lte=until)
        if self.chosen.status:
            found = found.filter(action__in=shown)
        return found.order_by("-reported_at", "-pk")

    def is_within(self, day):
        """A figure without a last day is in no period that somebody asks for."""
        since, until = self.chosen.since, self.chosen.until
        if not (since or until):
            return True
        return day is not None and (since is None or day >= since) and (until is None or day <= until)

    def readings(self):
        return Reading.objects.visible_to(self.person)

    def observations(self):
        return Observation.objects.visible_to(self.person).standing()
