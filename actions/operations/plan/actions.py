"""What agencies agreed to do: put in, changed, put off. Its progress is not ours to say: that comes from updates."""

from django.db import transaction

from actions.models import Action, ActionAgency
from actions.operations.plan import judging, keeping
from actions.operations.plan.refusals import NotSound, WrongState
from cdp import words
from partners.models import Agency, Person

SAID = ("ref", "title", "priority", "leads", "supporting", "lead_officer", "recommendations", "starts_on", "due_on",
        "document", "place", "note")  # fmt: skip
DUE_BEFORE_START = "The due date must be on or after the start date, {start}; {end} is before it"
LEAD, SUPPORTING = ActionAgency.Role.LEAD, ActionAgency.Role.SUPPORTING


def officers_of(partnership):
    """Who can be named as lead officer: whoever has a role in the partnership."""
    return Person.objects.filter(is_active=True, memberships__partnership=partnership).distinct()


def agencies_of(partnership, action=None):
    """Those with a seat, and those that have a part in the action already."""
    seated = Agency.objects.filter(seats__partnership=partnership)
    theirs = Agency.objects.filter(action_agencies__action=action) if action else Agency.objects.none()
    return Agency.objects.filter(pk__in=seated.values("pk")) | Agency.objects.filter(pk__in=theirs.values("pk"))


@transaction.atomic
def add_action(*, partnership, by, **said):
    partnership = keeping.for_editing(partnership, by)
    said = {"ref": "", "title": "", "priority": None, "leads": [], **said}
    new, links = _read(partnership, said)
    action = Action(partnership=partnership, position=keeping.next_position(partnership.actions.all()), **new)
    put = [(name, rows, _setter(action, name)) for name, rows in links.items()]
    return keeping.put_in(action, kind="action.added", by=by, links=put, fields=list(new))


@transaction.atomic
def change_action(*, action, version, by, **said):
    """What is not given stays. A due date that stands is moved by postpone(), with a reason."""
    action = keeping.locked(action, by)
    _require_current(action)
    new, links = _read(action.partnership, said, action)
    if action.due_on and "due_on" in new and new.pop("due_on") != action.due_on:
        raise NotSound({"due_on": f"It is due on {words.day(action.due_on)}. Move the date with a reason instead."})
    links = {name: (rows_of(action, name), rows, _setter(action, name)) for name, rows in links.items()}
    return keeping.write(action, new, version=version, kind="action.changed", by=by, links=links)


@transaction.atomic
def postpone(*, action, version, due_on, reason, by):
    """Another due date, and why. The date first agreed is kept beside it for good."""
    action = keeping.locked(action, by)
    _require_current(action)
    if action.due_on is None:
        raise WrongState("This action has no due date yet. Give it one on its page.")
    judge = judging.Judge({"due_on": due_on}, ["due_on"])
    judge.day("due_on", "The new due date")
    if due_on is None:
        judge.refuse("due_on", "Enter the new due date")
    elif due_on == action.due_on:
        judge.refuse("due_on", f"It is due on {words.day(due_on)} already. Enter another date.")
    judge.in_order("starts_on", "due_on", DUE_BEFORE_START, action)
    try:
        reason = judging.reason(reason, "Say why the date moves")
    except NotSound as refusal:
        judge.errors |= refusal.errors
    new = {**judge.done(), "planned_due_on": action.planned_due_on or action.due_on}
    return keeping.write(action, new, version=version, kind="action.postponed", by=by, reason=reason)


def _require_current(action):
    if action.archived_at:
        raise WrongState("This action is archived. Bring it back to change it.")


def _read(partnership, said, action=None):
    """({column: value}, {link: rows}); NotSound names all that is wrong."""
    judge = judging.Judge(said, SAID)
    others = partnership.actions.exclude(pk=action.pk) if action else partnership.actions.all()
    judge.ref("ref", "the number of the action", others=others)
    judge.text("title", "what is to be done", limit=judging.TITLE_LIMIT, required=True)
    judge.one_of("priority", partnership.priorities.all(), "Select the priority that it serves", required=True)
    judge.one_of("lead_officer", officers_of(partnership), "Select somebody with a role in this partnership")
    judge.one_of("document", partnership.documents.published(), "Select a document of this partnership")
    judge.day("starts_on", "The start date")
    judge.day("due_on", "The due date")
    judge.in_order("starts_on", "due_on", DUE_BEFORE_START, action)
    judge.text("place", "the place in the document", limit=judging.REASON_LIMIT)
    judge.text("note", "the note")
    links = _links(judge, partnership, action)
    return judge.done(), links


def _links(judge, partnership, action):
    links = {name: list(judge.said[name]) for name in ("leads", "supporting", "recommendations") if name in judge.said}
    allowed = set(agencies_of(partnership, action).values_list("pk", flat=True))
    for name in ("leads", "supporting"):
        if strange := [each for each in links.get(name, []) if each.pk not in allowed]:
            judge.refuse(name, f"{strange[0]} has no seat in this partnership. Give it one first.")
    if "leads" in links and not links["leads"]:
        judge.refuse("leads", "Select at least one lead agency")
    now = {name: links[name] if name in links else rows_of(action, name) for name in ("leads", "supporting")}
    if both := [each for each in now["leads"] if each in now["supporting"]]:
        judge.refuse("supporting", f"{both[0]} leads this action, so it cannot support it too. Choose one of the two.")
    theirs = partnership.recommendations.all()
    if "recommendations" in links and theirs.filter(pk__in=[one.pk for one in links["recommendations"]]).count() != len(
        links["recommendations"]
    ):
        judge.refuse("recommendations", "Select recommendations of this partnership")
    return links


def rows_of(action, name):
    if action is None or action.pk is None:
        return []
    if name == "recommendations":
        return list(action.recommendations.all())
    role = LEAD if name == "leads" else SUPPORTING
    return [part.agency for part in action.action_agencies.select_related("agency") if part.role == role]


def _setter(action, name):
    if name == "recommendations":
        return lambda rows: action.recommendations.set(rows)  # a new action has no such rows before it is saved
    return lambda rows: set_agencies(action, LEAD if name == "leads" else SUPPORTING, rows)


def set_agencies(action, role, agencies):
    """The agencies in this role; those that stay keep their order, and who came last stands last."""
    wanted = {agency.pk: agency for agency in agencies}
    parts = list(action.action_agencies.all())
    kept = [part for part in parts if part.role == role and part.agency_id in wanted]
    position = max((part.position for part in parts), default=-1)
    action.action_agencies.filter(role=role).exclude(agency__in=wanted).delete()
    for agency in sorted(wanted.values(), key=str):
        if agency.pk not in {part.agency_id for part in kept}:
            position += 1
            # From the other role, if it had that.
            action.action_agencies.update_or_create(agency=agency, defaults={"role": role, "position": position})
