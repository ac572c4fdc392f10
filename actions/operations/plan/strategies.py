"""Strategies and their priorities. A strategy that another takes the place of stays as it was, to be read."""

from django.db import transaction
from django.db.models import Q

from actions.models import Priority, Strategy
from actions.operations.plan import judging, keeping
from indicators.models import NationalPriority
from partners.models import DocumentKind

STRATEGY = ("title", "period", "document", "successor")
PRIORITY = ("strategy", "code", "title", "national_priority", "place")


@transaction.atomic
def add_strategy(*, partnership, by, **said):
    partnership = keeping.for_editing(partnership, by)
    new = _strategy(partnership, {"title": "", **said})
    return keeping.put_in(Strategy(partnership=partnership, **new), kind="strategy.added", by=by, fields=list(new))


@transaction.atomic
def change_strategy(*, strategy, version, by, **said):
    """Also which strategy took its place."""
    strategy = keeping.locked(strategy, by)
    new = _strategy(strategy.partnership, said, strategy)
    succeeded = new.get("successor") and "successor" in keeping.differences(strategy, new)
    kind = "strategy.superseded" if succeeded else "strategy.changed"
    return keeping.write(strategy, new, version=version, kind=kind, by=by)


@transaction.atomic
def add_priority(*, partnership, by, **said):
    partnership = keeping.for_editing(partnership, by)
    new = _priority(partnership, {"strategy": None, "code": "", "title": "", "national_priority": "", **said})
    priority = Priority(
        partnership=partnership, position=keeping.next_position(new["strategy"].priorities.all()), **new
    )
    return keeping.put_in(priority, kind="priority.added", by=by, fields=list(new))


@transaction.atomic
def change_priority(*, priority, version, by, **said):
    priority = keeping.locked(priority, by)
    new = _priority(priority.partnership, said, priority)
    if new.get("strategy", priority.strategy) != priority.strategy:
        # A place of its own among those that are there.
        new["position"] = keeping.next_position(new["strategy"].priorities.all())
    return keeping.write(priority, new, version=version, kind="priority.changed", by=by)


def documents_for(partnership, strategy=None):
    """Those that no other strategy is written in."""
    free = Q(strategy__isnull=True) | (Q(strategy=strategy) if strategy else Q(pk=None))
    return partnership.documents.filter(free).exclude(kind=DocumentKind.REPORTED)


def successors_for(strategy):
    """Those that could take its place: of the same partnership, and not one whose place it took itself."""
    earlier, found = {strategy.pk}, {strategy.pk}
    rows = dict(strategy.partnership.strategies.values_list("pk", "successor"))
    while found:
        found = {pk for pk, successor in rows.items() if successor in found} - earlier
        earlier |= found
    return strategy.partnership.strategies.exclude(pk__in=earlier)


def _strategy(partnership, said, strategy=None):
    judge = judging.Judge(said, STRATEGY)
    judge.text("title", "the title of the strategy", limit=200, required=True)
    judge.text("period", "the period", limit=200)
    judge.one_of("document", documents_for(partnership, strategy), "Select a document that is no other strategy’s")
    others = partnership.strategies.exclude(pk=strategy.pk) if strategy else partnership.strategies.all()
    if judge.new.get("title") and others.filter(title=judge.new["title"]).exists():
        judge.refuse("title", "This partnership has a strategy of that title. Choose another.")
    if strategy:
        judge.one_of("successor", successors_for(strategy), "Select a later strategy of this partnership")
    elif said.get("successor"):
        judge.refuse("successor", "A new strategy cannot have a successor yet")
    return judge.done()


def _priority(partnership, said, priority=None):
    judge = judging.Judge(said, PRIORITY)
    judge.one_of("strategy", partnership.strategies.all(), "Select the strategy that it belongs to", required=True)
    others = partnership.priorities.exclude(pk=priority.pk) if priority else partnership.priorities.all()
    judge.ref("code", "the code of the priority", others=others)
    judge.text("title", "the priority", limit=judging.LINE_LIMIT, required=True)
    judge.choice("national_priority", NationalPriority.values, "Select the national priority that it serves")
    judge.text("place", "the place in the document", limit=judging.REASON_LIMIT)
    return judge.done()
