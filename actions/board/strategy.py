"""The strategy on a page: one screen that says whether it works, and everything that is wrong with it."""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.utils import timezone

from actions.board import rows, sentences
from actions.board.exceptions import board_exceptions
from actions.models import Action, Meeting, ProgressUpdate, Recommendation, Strategy
from actions.owing import window
from actions.presenters import decisions
from actions.queries import with_open_decisions
from cdp import words
from indicators.presenters import combined
from partners.models import Document, Partnership


@dataclass
class Board:
    """Everything the strategy page shows, fetched."""

    partnership: Partnership
    on: datetime.date
    actions: list[rows.ActionLine]
    measures: list[rows.MeasureLine]
    recommendations: list[Recommendation]
    priorities: list[rows.PriorityBoard] = field(default_factory=list)
    document: Document | None = None
    framework: list = field(default_factory=list)
    metrics: list = field(default_factory=list)
    newest_local_figure: datetime.date | None = None
    together: combined.Together | None = None
    meetings: list[Meeting] = field(default_factory=list)
    changes: list[ProgressUpdate] = field(default_factory=list)
    earlier: list[Strategy] = field(default_factory=list)  # whose place another took; still to be read

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
        return sum(meeting.number_open for meeting in self.meetings)

    @property
    def open_decisions_words(self):
        return decisions.open_words(self.open_decisions).rsplit(" ", 1)[0]

    @property
    def overdue_decisions(self):
        return sum(meeting.number_overdue for meeting in self.meetings)

    @property
    def window_sentence(self):
        return decisions.window_sentence(window(self.meetings, on=self.on), on=self.on)

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
    def outcomes(self):
        return Counter(line.status for line in self.measures)

    @cached_property
    def exceptions(self):
        return board_exceptions(self, on=self.on)

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


def delivery_board(partnership, *, on, user):
    """What is wanted, agreed and measured under each priority; the same queries however much it holds."""
    prefetch_related_objects([partnership], "footprint")
    answering = Action.objects.current().filter(recommendations=OuterRef("pk"))
    recommendations = list(partnership.recommendations.current().annotate(is_answered=Exists(answering)))
    for recommendation in recommendations:
        recommendation.partnership = partnership  # its address needs the slug
    measured = rows.measure_lines(partnership, on=on, user=user)
    board = Board(
        partnership=partnership,
        on=on,
        actions=rows.held_against(rows.action_lines(partnership.actions, on=on), measured, on=on),
        measures=measured,
        recommendations=recommendations,
    )
    board.priorities = priority_boards(partnership, board)
    return board


def strategy_board(partnership, *, on, user):
    """The same with the document, the meetings and the figures on national metrics: the strategy on a page."""
    board = delivery_board(partnership, on=on, user=user)
    areas = [footprint.area_id for footprint in partnership.footprint.all()]
    board.document = partnership.documents.published().first()
    board.framework = rows.framework_lines(areas, on=on, user=user)
    board.together = rows.together(partnership, areas, board, on=on, user=user)
    board.metrics = rows.headline_metrics()
    board.newest_local_figure = rows.newest_local_figure(areas, user=user)
    board.earlier = list(
        {each.priority.strategy: None for each in board.priorities if each.priority.strategy.successor_id}
    )
    board.priorities = in_force(board.priorities)
    board.meetings = list(with_open_decisions(partnership.meetings, on=on).order_by("held_on"))
    if board.last_meeting:
        board.changes = changes_since(partnership, board.last_meeting)
    return board


def priority_boards(partnership, board):
    boards = {
        priority.pk: rows.PriorityBoard(priority, number)
        for number, priority in enumerate(
            partnership.priorities.select_related("strategy").order_by("position"), start=1
        )
    }
    for each in boards.values():
        each.priority.partnership = partnership
    for line in board.actions:
        boards[line.action.priority_id].actions.append(line)
    for line in board.measures:
        if line.priority_id in boards:
            boards[line.priority_id].measures.append(line)
    for recommendation in board.recommendations:
        if recommendation.priority_id in boards:
            boards[recommendation.priority_id].recommendations.append(recommendation)
    return list(boards.values())


def in_force(boards):
    """Without the priorities of a strategy whose place another took, as far as nothing is done under them any more."""
    shown = [each for each in boards if each.priority.strategy.successor_id is None or each.actions]
    for number, each in enumerate(shown, start=1):
        each.number = number
    return shown


def changes_since(partnership, meeting):
    """Updates approved after the day of the meeting, newest first: before, the board could not have known them."""
    return list(
        ProgressUpdate.objects.approved()
        .filter(action__partnership=partnership, decided_at__date__gt=meeting.held_on)
        .select_related("action__partnership", "reported_by", "agency")
        .order_by("-decided_at", "-pk")
    )
