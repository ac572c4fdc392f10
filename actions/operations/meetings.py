"""The meetings of a board: their dates set, changed, called off; what they decide and ask for, until it is closed."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from actions.mail import hooks
from actions.models import Action, Decision, Meeting
from actions.operations.updates.refusals import NotTheirs, NotWhole, WrongState
from actions.operations.updates.said import clean
from actions.queries import may_hold_meetings, members_of
from cdp import audit, privacy, words
from partners.models import Agency, Partnership

DATES = ("held_on", "papers_due_on", "reporting_opens_on", "reporting_closes_on")
FIELDS = ("title", *DATES)
SAID = ("kind", "text", "owner", "agency", "action", "due_on")
TITLE_LIMIT, TEXT_LIMIT = 200, 2_000
# A slip of the finger makes a meeting in the year 206, or 2206.
FIRST_YEAR, YEARS_AHEAD = 2000, 10


@transaction.atomic
def plan_meeting(*, partnership, by, **dates):
    """A new meeting, to come or entered afterwards."""
    partnership = _locked(partnership, by)
    dates = _judge_dates(partnership, dates)
    meeting = Meeting.objects.create(partnership=partnership, **dates)
    changes = {name: [None, said] for name, said in dates.items() if said}
    audit.record(kind="meeting.planned", by=by, subject=meeting, changes=changes)
    return meeting


@transaction.atomic
def change_meeting(*, meeting, by, **dates):
    partnership = _locked(meeting.partnership, by)
    meeting = partnership.meetings.get(pk=meeting.pk)
    if meeting.cancelled_at:
        raise WrongState("This meeting is cancelled. To change it, say first that it is held after all.")
    before = audit.snapshot(meeting, FIELDS)
    dates = _judge_dates(partnership, dates, meeting)
    for name, said in dates.items():
        setattr(meeting, name, said)
    if changes := audit.differences(before, meeting):
        meeting.save(update_fields=list(dates))
        audit.record(kind="meeting.changed", by=by, subject=meeting, changes=changes)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting, by, now=None):
    """It is not held: nobody is reminded for it, and no update is owed to it. It stays in the list."""
    partnership = _locked(meeting.partnership, by)
    meeting = partnership.meetings.get(pk=meeting.pk)
    if meeting.cancelled_at:
        raise WrongState(f"{meeting.cancelled_by} has cancelled it on {words.day(meeting.cancelled_at)} already.")
    if meeting.decisions.exists():
        raise WrongState("It has been held: decisions are recorded for it. So it cannot be cancelled.")
    meeting.cancelled_at, meeting.cancelled_by = now or timezone.now(), by
    meeting.save(update_fields=["cancelled_at", "cancelled_by"])
    audit.record(kind="meeting.cancelled", by=by, subject=meeting, now=meeting.cancelled_at)
    return meeting


@transaction.atomic
def hold_after_all(*, meeting, by):
    partnership = _locked(meeting.partnership, by)
    meeting = partnership.meetings.get(pk=meeting.pk)
    if not meeting.cancelled_at:
        raise WrongState("It is not cancelled.")
    meeting.cancelled_at = meeting.cancelled_by = None
    meeting.save(update_fields=["cancelled_at", "cancelled_by"])
    audit.record(kind="meeting.restored", by=by, subject=meeting)
    return meeting


@transaction.atomic
def record_decision(*, meeting, by, now=None, **said):
    """What the board decided or asked for, and of whom."""
    now = now or timezone.now()
    partnership = _locked(meeting.partnership, by)
    meeting = partnership.meetings.get(pk=meeting.pk)
    if meeting.cancelled_at:
        raise WrongState("This meeting was cancelled, so that it decided nothing.")
    if meeting.held_on > timezone.localdate(now):
        raise WrongState(
            f"The board meets on {words.day(meeting.held_on)}. What it decides can be recorded from then on."
        )
    said = _judge_decision(meeting, said)
    last = meeting.decisions.aggregate(last=Max("position"))["last"] or 0
    decision = meeting.decisions.create(position=last + 1, recorded_at=now, recorded_by=by, **said)
    changes = {name: [None, value] for name, value in said.items() if value}
    audit.record(kind="decision.recorded", by=by, subject=decision, changes=changes, now=now)
    hooks.decided(decision, by=by, now=now)
    return decision


@transaction.atomic
def change_decision(*, decision, by, now=None, **said):
    """Its words, its owner or its date while it is open; what was closed stays as it was said."""
    now = now or timezone.now()
    decision = _locked_decision(decision, by)
    if decision.closed_at:
        raise WrongState("It is closed. To change it, open it again first.")
    before = audit.snapshot(decision, SAID)
    said = _judge_decision(decision.meeting, said, decision)
    for name, value in said.items():
        setattr(decision, name, value)
    if changes := audit.differences(before, decision):
        decision.save(update_fields=list(said))
        audit.record(kind="decision.changed", by=by, subject=decision, changes=changes, now=now)
        if "owner" in changes:
            hooks.decided(decision, by=by, now=now)
    return decision


@transaction.atomic
def close_decision(*, decision, note, by, now=None):
    """It is carried forward no longer, since `note` came of it."""
    decision = _locked_decision(decision, by)
    if decision.closed_at:
        raise WrongState(f"{decision.closed_by} has closed it on {words.day(decision.closed_at)} already.")
    note = clean(note)
    if not note:
        raise NotWhole({"note": "Say what came of it"})
    if len(note) > TEXT_LIMIT:
        raise NotWhole({"note": f"What came of it must be {TEXT_LIMIT:,} characters or fewer"})
    if errors := _not_public(note=note):
        raise NotWhole(errors)
    decision.closed_at, decision.closed_by, decision.closing_note = now or timezone.now(), by, note
    decision.save(update_fields=["closed_at", "closed_by", "closing_note"])
    audit.record(kind="decision.closed", by=by, subject=decision, reason=note, now=decision.closed_at)
    return decision


@transaction.atomic
def reopen_decision(*, decision, by):
    """Closed too early: it is carried forward again. What was said to have come of it stays in the history."""
    decision = _locked_decision(decision, by)
    if not decision.closed_at:
        raise WrongState("It is open.")
    before = audit.snapshot(decision, ["closing_note"])
    decision.closed_at, decision.closed_by, decision.closing_note = None, None, ""
    decision.save(update_fields=["closed_at", "closed_by", "closing_note"])
    audit.record(kind="decision.reopened", by=by, subject=decision, changes=audit.differences(before, decision))
    return decision


@dataclass(frozen=True)
class Owners:
    """Of whom a board can ask something: its members, the agencies that sit in it, and its actions."""

    people: object
    agencies: object
    actions: object


def owners_in(partnership):
    return Owners(
        people=members_of(partnership),
        agencies=Agency.objects.filter(seats__partnership=partnership).order_by("name", "pk"),
        actions=Action.objects.current().filter(partnership=partnership).order_by("position"),
    )


def _locked(partnership, by):
    """One at a time in a partnership: the order of decisions and the names of a day are then sure."""
    found = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    if not may_hold_meetings(by, found):
        raise NotTheirs(f"{by} may not hold meetings of {found}.")
    return found


def _locked_decision(decision, by):
    _locked(decision.meeting.partnership, by)
    found = Decision.objects.select_related("meeting__partnership", "owner", "agency", "action", "closed_by")
    return found.get(pk=decision.pk)


def _judge_dates(partnership, dates, meeting=None):
    """Each sentence beside the date that is to be changed."""
    _refuse_unknown(dates, FIELDS)
    title = clean(dates.get("title") or (meeting.title if meeting else "Board meeting"))
    told = {"title": title} | {name: dates.get(name, getattr(meeting, name, None)) for name in DATES}
    held_on, papers, opens, closes = (told[name] for name in DATES)
    errors = _not_public(title=title) | {name: far for name in DATES if (far := _far_off(told[name]))}
    if len(title) > TITLE_LIMIT:
        errors["title"] = f"The name must be {TITLE_LIMIT} characters or fewer"
    if held_on is None:
        errors["held_on"] = "Enter the day of the meeting"
    if held_on and papers and papers > held_on:
        errors.setdefault("papers_due_on", "Papers must be due on the day of the meeting or before it")
    if opens and not closes:
        errors.setdefault("reporting_closes_on", "Enter the day on which reporting closes, or leave out when it opens")
    if closes and not opens:
        errors.setdefault("reporting_opens_on", "Enter the day on which reporting opens, or leave out when it closes")
    if opens and closes and closes < opens:
        errors.setdefault("reporting_closes_on", "Reporting must close on the day on which it opens or after it")
    elif held_on and closes and closes > held_on:
        errors.setdefault("reporting_closes_on", "Reporting must close on the day of the meeting or before it")
    same = partnership.meetings.filter(held_on=held_on, title=title).exclude(pk=meeting.pk if meeting else None)
    if held_on and (found := same.first()):
        also = " It is cancelled, and can be held after all." if found.cancelled_at else ""
        errors.setdefault("held_on", f"There is a meeting of this name on {words.day(held_on)} already.{also}")
    if errors:
        raise NotWhole(errors)
    return told


def _far_off(day):
    last = timezone.localdate().year + YEARS_AHEAD
    if day and not FIRST_YEAR <= day.year <= last:
        return f"The year must be from {FIRST_YEAR} to {last}"
    return ""


def _judge_decision(meeting, said, decision=None):
    _refuse_unknown(said, SAID)
    told = {name: said.get(name, getattr(decision, name, None)) for name in SAID}
    told["text"] = clean(told["text"])
    errors = _not_public(text=told["text"])
    if told["kind"] not in Decision.Kind.values:
        errors["kind"] = "Select whether it is a decision or an ask"
    if not told["text"]:
        errors["text"] = "Say what was decided or asked for"
    elif len(told["text"]) > TEXT_LIMIT:
        errors["text"] = f"What was decided must be {TEXT_LIMIT:,} characters or fewer"
    if told["owner"] is None and told["agency"] is None:
        errors["owner"] = "Select whose it is: a person, an agency, or both"
    _judge_owners(owners_in(meeting.partnership), told, decision, errors)
    due_on = told["due_on"]
    if due_on and due_on < meeting.held_on:
        errors["due_on"] = f"The date must be the day of the meeting, {words.day(meeting.held_on)}, or later"
    elif far := _far_off(due_on):
        errors["due_on"] = far
    if errors:
        raise NotWhole(errors)
    return told


def _judge_owners(allowed, told, decision, errors):
    """Whoever has left since may keep what they own; nothing new is given to them."""
    for name, found, sentence in (
        ("owner", allowed.people, "Select somebody who belongs to the partnership"),
        ("agency", allowed.agencies, "Select an agency that sits in the partnership"),
        ("action", allowed.actions, "Select an action of the partnership"),
    ):
        value = told[name]
        if value is None or (decision and getattr(decision, f"{name}_id") == value.pk):
            continue
        if not found.filter(pk=value.pk).exists():
            errors.setdefault(name, sentence)


def _not_public(**texts):
    """Everybody who sees the partnership reads these."""
    return dict(privacy.errors(texts, public=list(texts), asks=False))


def _refuse_unknown(said, names):
    if unknown := set(said) - set(names):
        raise TypeError(f"Nothing here is called {', '.join(sorted(unknown))}.")
