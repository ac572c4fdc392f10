"""The parts of an action, a recommendation or a priority: milestones and measures.

None is taken away: reports may have been made on it. A milestone that is wrong is reworded or moved, and a measure that
is wrong is put on another series as long as nobody has reported a figure for it. One that is no longer wanted is
archived with a reason: it keeps what was said of it and is brought back as it was.
"""

from django.db import transaction
from django.utils import timezone

from actions.models import Action, Measure, Milestone, Priority, UpdateFigure
from actions.operations.plan import judging, keeping
from actions.operations.plan.refusals import NotSound, WrongState
from cdp import audit, words
from indicators.models import Series

MILESTONE = ("title", "due_on", "done_on", "reason")
MEASURE = ("series", "baseline", "baseline_period", "target", "target_on")
BEFORE_START = "A milestone cannot be due before the action starts on {start}; {end} is before it"
OWNERS = {Action: "action", Priority: "priority"}


@transaction.atomic
def add_milestone(*, action, by, title, due_on):
    action = _owner(action, by)
    new = _milestone({"title": title, "due_on": due_on}, action)
    milestone = Milestone(
        action=action, position=keeping.next_position(action.milestones), planned_on=new["due_on"], **new
    )
    return _put_in(milestone, action, kind="milestone.added", by=by, fields=["title", "due_on"])


@transaction.atomic
def change_milestone(*, milestone, version, by, **said):
    """Another wording, another date with a reason, or the day on which it was met."""
    action, milestone = _standing(milestone, by)
    reason = judging.clean(said.pop("reason", ""))
    new = _milestone(said, action, milestone, reason)
    return _write(milestone, action, new, version=version, kind="milestone.changed", by=by, reason=reason)


@transaction.atomic
def add_measure(*, owner, by, **said):
    """Of an action, a recommendation or a priority."""
    owner = _owner(owner, by)
    new = _measure({"series": None, **said}, owner, by)
    measure = Measure(**{_name_of(owner): owner}, **new)
    return _put_in(measure, owner, kind="measure.added", by=by, fields=list(new))


@transaction.atomic
def change_measure(*, measure, version, by, **said):
    owner, measure = _standing(measure, by)
    new = _measure(said, owner, by, measure)
    moved = "series" in new and new["series"] != measure.series
    if moved and UpdateFigure.objects.filter(measure=measure).exists():
        raise WrongState("Figures have been reported for this measure. Add another measure for the other series.")
    return _write(measure, owner, new, version=version, kind="measure.changed", by=by)


@transaction.atomic
def archive_part(*, part, version, reason, by, now=None):
    """A milestone or a measure: kept with what was reported on it, and no longer counted or asked about."""
    owner, part = _locked(part, by)
    if part.archived_at:
        raise WrongState(f"This {part._meta.verbose_name} is archived already.")
    reason = judging.reason(reason, "Say why it is archived")
    keeping.require_version(part, version)
    part.archived_at, part.archived_by, part.archive_reason = now or timezone.now(), by, reason
    part.save(update_fields=["archived_at", "archived_by", "archive_reason"])
    _count_up(owner)
    changes = {"archived_at": [None, part.archived_at]}
    audit.record(kind=f"{part._meta.verbose_name}.archived", by=by, subject=part, changes=changes, reason=reason)
    return part


@transaction.atomic
def bring_back_part(*, part, version, by):
    """Counted again, with its dates and figures as they were, and with what was approved of it meanwhile."""
    owner, part = _locked(part, by)
    if part.archived_at is None:
        raise WrongState(f"This {part._meta.verbose_name} is not archived.")
    new = {"archived_at": None, "archived_by": None, "archive_reason": ""}
    return _write(part, owner, new, version=version, kind=f"{part._meta.verbose_name}.brought_back", by=by)


def series_for(partnership, by, measure=None):
    """The series that stand for an indicator in an area of the partnership, as far as this person may see them."""
    found = Series.objects.visible_to(by).filter(is_headline=True, area__footprints__partnership=partnership)
    keys = set(found.values_list("pk", flat=True)) | ({measure.series_id} if measure else set())
    return (
        Series.objects.filter(pk__in=keys).select_related("indicator", "area").order_by("indicator__name", "area__name")
    )


def _owner(owner, by):
    found = keeping.locked(owner, by)
    if getattr(found, "archived_at", None):
        raise WrongState(f"This {found._meta.verbose_name} is archived. Bring it back to change it.")
    return found


def _locked(part, by):
    """(owner, part) as they are now, once nobody else is at work on them."""
    name = "action" if isinstance(part, Milestone) else part.owner_name
    owner = _owner(getattr(part, name), by)
    rows = type(part).objects.select_for_update(of=("self",))
    if isinstance(part, Measure):
        rows = rows.select_related("series__indicator", "series__area")
    part = rows.get(pk=part.pk)
    setattr(part, name, owner)
    return owner, part


def _standing(part, by):
    owner, part = _locked(part, by)
    if part.archived_at:
        raise WrongState(f"This {part._meta.verbose_name} is archived. Bring it back to change it.")
    return owner, part


def _name_of(owner):
    return OWNERS.get(type(owner), "recommendation")


def _put_in(part, owner, *, kind, by, fields):
    keeping.put_in(part, kind=kind, by=by, fields=fields)
    _count_up(owner)
    return part


def _write(part, owner, new, *, version, kind, by, reason=""):
    changes = keeping.differences(part, new)
    if not changes:
        return part
    keeping.require_version(part, version)
    for name, value in new.items():
        setattr(part, name, value)
    part.save()
    _count_up(owner)
    audit.record(kind=kind, by=by, subject=part, changes=changes, reason=reason)
    return part


def _count_up(owner):
    """Whoever has the owner open is told that it is no longer as it was."""
    if hasattr(owner, "version"):
        owner.version += 1
        owner.save(update_fields=["version"])


def _milestone(said, action, milestone=None, reason=""):
    judge = judging.Judge(said, MILESTONE)
    judge.text("title", "what is done by then", limit=judging.LINE_LIMIT, required=True)
    judge.day("due_on", "The date")
    if "due_on" in said and said["due_on"] is None:
        judge.refuse("due_on", "Enter the date by which it is done")
    judge.day("done_on", "The day on which it was met")
    due_on, moves = judge.new.get("due_on"), milestone is None or judge.new.get("due_on") != milestone.due_on
    if due_on and moves and action.starts_on and due_on < action.starts_on:
        judge.refuse("due_on", BEFORE_START.format(start=words.day(action.starts_on),
                                                   end=words.day(due_on)))  # fmt: skip
    if milestone and due_on and moves and not reason:
        judge.refuse("reason", "Say why the date moves")
    if reason:
        try:
            judging.reason(reason, "")
        except NotSound as refusal:
            judge.errors |= refusal.errors
    return judge.done()


def _measure(said, owner, by, measure=None):
    judge = judging.Judge(said, MEASURE)
    judge.one_of(
        "series", series_for(owner.partnership, by, measure), "Select what is measured, and where", required=True
    )
    judge.number("baseline", "The baseline")
    judge.period("baseline_period")
    judge.number("target", "The target")
    judge.day("target_on", "The date of the target")
    has = {name: judge.value(name, measure) not in (None, "") for name in MEASURE}
    if not judge.errors:
        for one, other, sentence in (
            ("baseline", "baseline_period", "Enter the period of the baseline, such as 2024/25"),
            ("baseline_period", "baseline", "Enter the baseline, or leave its period empty"),
            ("target", "target_on", "Enter the date by which the target is to be met"),
            ("target_on", "target", "Enter the target, or leave its date empty"),
        ):
            if has[one] and not has[other]:
                judge.refuse(other, sentence)
    series = judge.new.get("series")
    others = owner.measures.exclude(pk=measure.pk) if measure else owner.measures.all()
    same = others.filter(series=series).first() if series else None
    if same and same.archived_at:
        sentence = f"{series} measured this {owner._meta.verbose_name} before and is archived. Bring that measure back."
        judge.refuse("series", sentence)
    elif same:
        judge.refuse("series", f"{series} measures this {owner._meta.verbose_name} already. Choose another.")
    return judge.done()
