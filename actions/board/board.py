"""What the strategy page shows, and what it says of it in a few words."""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from actions.board import rows, sentences
from actions.board.changes import Changes
from actions.board.exceptions import board_exceptions
from actions.models import Decision, Meeting, Recommendation, Strategy
from actions.owing import window
from actions.presenters import decisions
from cdp import words
from indicators.presenters import combined
from partners.models import Partnership


def plural_of(noun):
    first, *rest = noun.split(" that is ")
    return " that are ".join([f"{first}s", *rest])


@dataclass
class Board:
    """Everything the strategy page shows, fetched."""

    partnership: Partnership
    on: datetime.date
    actions: list[rows.ActionLine]
    measures: list[rows.MeasureLine]
    recommendations: list[Recommendation]
    priorities: list[rows.PriorityBoard] = field(default_factory=list)
    user: object = None
    together: combined.Together | None = None
    meetings: list[Meeting] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)  # all that are open, soonest first
    changes: Changes | None = None  # since the last meeting; None where there was none
    earlier: list[Strategy] = field(default_factory=list)  # whose place another took; still to be read
    is_narrowed: bool = False
    is_by_outcome: bool = False
    titled: str | None = None  # by the board that this was taken from

    @staticmethod
    def day_of(moment):
        return timezone.localdate(moment) if moment else None

    @property
    def next_meeting(self):
        return next((meeting for meeting in self._held if meeting.held_on >= self.on), None)

    @property
    def last_meeting(self):
        return next((meeting for meeting in reversed(self._held) if meeting.held_on < self.on), None)

    @property
    def _held(self):
        return [meeting for meeting in self.meetings if meeting.cancelled_at is None]

    @property
    def open_decisions(self):
        """Of all meetings: what was not closed goes on."""
        return len(self.decisions)

    @property
    def open_decisions_words(self):
        return decisions.open_words(self.open_decisions).rsplit(" ", 1)[0]

    @property
    def overdue_decisions(self):
        return sum(one.is_overdue(on=self.on) for one in self.decisions)

    @property
    def window(self):
        return window(self.meetings, on=self.on)

    @property
    def window_sentence(self):
        return decisions.window_sentence(self.window, on=self.on)

    # The figures on national metrics are asked for only where a page shows them: once there are measures, few do.

    @cached_property
    def _areas(self):
        return [footprint.area_id for footprint in self.partnership.footprint.all()]

    @cached_property
    def document(self):
        return self.partnership.documents.published().first()

    @property
    def document_title(self):
        """From the query for the priorities where there are any: the page says no more of the document."""
        if self.titled is not None:
            return self.titled
        if self.priorities:
            return self.priorities[0].priority.document_title or ""
        return self.document.title if self.document else ""

    @cached_property
    def framework(self):
        return rows.framework_lines(self._areas, on=self.on, user=self.user)

    @cached_property
    def metrics(self):
        return rows.headline_metrics()

    @cached_property
    def newest_local_figure(self):
        return rows.newest_local_figure(self._areas, user=self.user)

    @property
    def delivery(self):
        return rows.delivery_counts(self.actions)

    @property
    def delivery_items(self):
        return rows.delivery_items(self.actions)

    @property
    def confidence(self):
        return rows.confidence_counts(self.actions)

    @property
    def confidence_items(self):
        return rows.confidence_items(self.actions)

    @property
    def outcomes_named(self):
        """Of the national framework, those that something here serves."""
        metrics = (line.measure.series.indicator.framework_metric for line in self.measures)
        found = [metric.outcome for metric in metrics if metric]
        return [*found, *(one.outcome for one in self.recommendations if one.outcome)]

    @property
    def outcomes(self):
        return Counter(line.status for line in self.measures)

    @cached_property
    def exceptions(self):
        return board_exceptions(self, on=self.on)

    @property
    def wanted(self):
        """[(words, address)] of what only a board can settle, beside what it asked for itself."""
        slug = self.partnership.slug
        listed = reverse("recommendations", args=[slug])
        without_lead = [line for line in self.open_actions if not line.leads]
        alone = [each for each in self.exceptions if each.why.endswith("no action answers it")]
        found = [
            (
                len(self.unanswered),
                "recommendation",
                "no action",
                f"{listed}?answered=no",
            ),
            (len(alone), "measure that is getting worse", "no action", "#exceptions"),
            (len(without_lead), "open action", "no lead agency", reverse("actions", args=[slug])),
        ]
        return [
            (f"{number} {noun if number == 1 else plural_of(noun)} {'has' if number == 1 else 'have'} {lacks}", address)
            for number, noun, lacks, address in found
            if number
        ]

    @property
    def open_actions(self):
        return [line for line in self.actions if line.is_open]

    @property
    def in_doubt(self):
        return self.confidence["not_confident"] + self.confidence["some_doubt"]

    @property
    def unanswered(self):
        return [recommendation for recommendation in self.recommendations if not recommendation.is_answered]

    @property
    def updated_since_last_meeting(self):
        since = self.last_meeting.held_on if self.last_meeting else None
        return [
            line
            for line in self.open_actions
            if line.action.reported_at and (since is None or self.day_of(line.action.reported_at) > since)
        ]

    @property
    def measure_ends(self):
        """The last days of the measures' newest figures, oldest first."""
        return sorted(line.row.reading.period_end for line in self.measures if line.row and line.row.reading.period_end)

    @property
    def newest_figure(self):
        """The last day of the newest figure: of the measures where there are any, else of any local figure."""
        return self.measure_ends[-1] if self.measure_ends else self.newest_local_figure

    @property
    def metrics_with_figure(self):
        return {row.indicator.framework_metric_id for row in self.framework if row.reading.value is not None} & {
            metric.pk for metric in self.metrics
        }

    @property
    def is_untold(self):
        """Whether nobody has reported on any action: then nothing may look as if it went well."""
        return all(line.action.reported_at is None for line in self.actions)

    @property
    def outcomes_state(self):
        if not self.measures:
            return "No measure chosen yet"
        return f"{self.outcomes['getting_worse']} of {words.plural(len(self.measures), 'measure')} getting worse"

    @property
    def delivery_state(self):
        if not self.actions:
            return "No action entered yet"
        if self.is_untold:
            return f"No update yet on {words.plural(len(self.actions), 'action')}"
        return f"{self.delivery['late']} of {words.plural(len(self.actions), 'action')} late"

    @property
    def confidence_state(self):
        if not self.actions:
            return "Nobody to ask yet"
        if self.is_untold:
            return "Nobody has said yet"
        return f"{self.in_doubt} of {words.plural(len(self.open_actions), 'open action')} in doubt"

    @property
    def freshness_state(self):
        if self.actions and not self.is_untold:
            updated = len(self.updated_since_last_meeting)
            return f"{updated} of {words.plural(len(self.open_actions), 'open action')} updated"
        if not self.newest_figure:
            return "No dated figure"
        return f"Newest figure: {words.month(self.newest_figure)}"

    @property
    def has_one_area(self):
        return len(self.partnership.footprint.all()) < 2

    @property
    def about_together(self):
        return f"Here are {'the measures of this strategy' if self.measures else 'the figures on national metrics'}."

    def _named(self, status):
        """Names short enough for a sentence: what follows a comma narrows the definition, not the subject."""
        return [line.row.indicator.name.split(",")[0] for line in self.measures if line.status == status]

    @property
    def headline(self):
        return sentences.headline(
            worse=self._named("getting_worse"),
            better=self._named("getting_better"),
            actions=len(self.actions),
            reported=sum(line.status != "not_reported" for line in self.actions),
            recommendations=len(self.recommendations),
            unanswered=len(self.unanswered),
        )

    @property
    def lead(self):
        return sentences.lead(
            worse=self.outcomes["getting_worse"],
            measures=len(self.measures),
            late=self.delivery["late"],
            actions=0 if self.is_untold else len(self.actions),
            recommendations=len(self.recommendations),
            # Without any action the headline has said it already.
            unanswered=len(self.unanswered) if self.actions else 0,
        )
