"""A board of one priority, one lead agency or one outcome of the national framework; and one grouped by outcome."""

from dataclasses import dataclass, replace

from django.urls import reverse

from actions.board import rows
from actions.board.changes import Changes
from actions.models import Recommendation
from indicators.models import Outcome


@dataclass(frozen=True)
class Heading:
    """Of a group that is no priority, where a priority's would stand."""

    code: str
    title: str
    level: str
    address: str

    def get_absolute_url(self):
        return self.address


class Outcomes:
    """Which outcomes each thing serves: a measure by its metric, an action by its measures and recommendations."""

    def __init__(self, board):
        self.of_recommendation = {one.pk: one.outcome_id for one in board.recommendations}
        self.of_action = {line.action.pk: set() for line in board.actions}
        for one in board.recommendations:
            for action in one.answers if one.outcome_id else ():
                self.of_action.setdefault(action, set()).add(one.outcome_id)
        for line in board.measures:
            if outcome := _of_metric(line):
                for action in line.held_by:
                    self.of_action.setdefault(action, set()).add(outcome)

    def of_measure(self, line):
        if outcome := _of_metric(line):
            return {outcome}
        measure = line.measure
        if measure.recommendation_id:
            return {self.of_recommendation.get(measure.recommendation_id)} - {None}
        return self.of_action.get(measure.action_id, set())


def narrowed(board, filters):
    """The same board with what was chosen. The whole page follows: exceptions, changes, decisions, counts."""
    if not filters.is_narrowing:
        return board
    title = board.document_title
    actions, measures, recommendations = board.actions, board.measures, board.recommendations
    if code := filters.chosen("priority"):
        chosen = {each.priority.pk for each in board.priorities if each.priority.code == code}
        actions = [line for line in actions if line.action.priority_id in chosen]
        measures = [line for line in measures if line.priority_id in chosen]
        recommendations = [one for one in recommendations if one.priority_id in chosen]
    if slug := filters.chosen("agency"):
        actions = [line for line in actions if slug in {agency.slug for agency in line.leads}]
        theirs = {line.action.pk for line in actions}
        measures = [line for line in measures if theirs & set(line.held_by)]
        named = set(
            Recommendation.objects.filter(partnership=board.partnership, partners__slug=slug).values_list(
                "pk", flat=True
            )
        )
        recommendations = [one for one in recommendations if one.pk in named]
    if code := filters.chosen("outcome"):
        wanted = next(one.pk for one in board.outcomes_named if one.code == code)
        outcomes = Outcomes(board)
        actions = [line for line in actions if wanted in outcomes.of_action[line.action.pk]]
        measures = [line for line in measures if wanted in outcomes.of_measure(line)]
        recommendations = [one for one in recommendations if one.outcome_id == wanted]
    found = replace(board, actions=actions, measures=measures, recommendations=recommendations)
    found.is_narrowed, found.titled = True, title
    found.priorities = _priorities(board, found, filters)
    found.decisions = _decisions(board, found, filters)
    found.changes = board.changes and _changes(board.changes, found)
    found.together = None
    return found


def by_outcome(board):
    """Six groups, strategic before intermediate, and one of what serves none of them where there is any."""
    outcomes = Outcomes(board)
    public = reverse("strategy", args=[board.partnership.slug])
    groups = {
        one.pk: rows.PriorityBoard(
            Heading(one.code, one.name, one.get_level_display(), f"{public}?outcome={one.code}&by=outcome"), number
        )
        for number, one in enumerate(Outcome.objects.all(), start=1)
    }
    none = rows.PriorityBoard(Heading("none", "No outcome named", "", public), len(groups) + 1)
    for line in board.measures:
        for group in _groups(groups, none, outcomes.of_measure(line)):
            group.measures.append(line)
    for line in board.actions:
        for group in _groups(groups, none, outcomes.of_action[line.action.pk]):
            group.actions.append(line)
    for one in board.recommendations:
        for group in _groups(groups, none, {one.outcome_id} - {None}):
            group.recommendations.append(one)
    found = replace(board, priorities=[*groups.values(), *([none] if _holds(none) else [])])
    found.titled, found.is_by_outcome = board.document_title, True
    if board.is_narrowed:
        found.priorities = [each for each in found.priorities if _holds(each)]
    return found


def _of_metric(line):
    metric = line.measure.series.indicator.framework_metric
    return metric.outcome_id if metric else None


def _groups(groups, none, keys):
    return [groups[key] for key in sorted(keys & set(groups))] or [none]


def _holds(group):
    return group.actions or group.measures or group.recommendations


def _priorities(board, found, filters):
    kept = []
    for each in board.priorities:
        own = replace(
            each,
            actions=[line for line in found.actions if line.action.priority_id == each.priority.pk],
            measures=[line for line in found.measures if line.priority_id == each.priority.pk],
            recommendations=[one for one in found.recommendations if one.priority_id == each.priority.pk],
        )
        if _holds(own) or filters.chosen("priority") == each.priority.code:
            kept.append(own)
    return kept


def _decisions(board, found, filters):
    theirs = {line.action.pk for line in found.actions}
    slug = filters.chosen("agency")
    led = {agency.pk for line in board.actions for agency in line.leads if slug and agency.slug == slug}
    only_agency = slug and not (filters.chosen("priority") or filters.chosen("outcome"))
    return [one for one in board.decisions if one.action_id in theirs or (only_agency and one.agency_id in led)]


def _changes(changes, found):
    """Those of what is left, by their addresses: a figure's page, an action's, a recommendation's, a decision's."""
    kept = {line.action.get_absolute_url() for line in found.actions}
    kept |= {one.get_absolute_url() for one in (*found.recommendations, *found.decisions)}
    kept |= {line.measure.series.indicator.get_absolute_url() for line in found.measures}
    return Changes(tuple(one for one in changes if one.href.split("?")[0] in kept))
