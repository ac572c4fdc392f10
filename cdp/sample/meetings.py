"""The board of Exampleshire: its meetings with their reporting windows, what it decided, a light that its chair set."""

import datetime

from actions.models import Action, Meeting
from actions.operations.lights import override_light
from actions.operations.meetings import close_decision, record_decision
from cdp.sample import texts
from cdp.sample.calendar import A_QUARTER, OFFICE_OPENS, PAPERS_BEFORE


def make_meetings(partnership, calendar):
    """Reporting for a board opens the day after the one before it, and closes with its papers."""
    for held_on in calendar.meetings():
        papers_due_on = calendar.before(held_on, PAPERS_BEFORE)
        Meeting.objects.create(
            partnership=partnership,
            held_on=held_on,
            papers_due_on=papers_due_on,
            reporting_opens_on=calendar.before(held_on, A_QUARTER - 1),
            reporting_closes_on=papers_due_on,
        )


def record_decisions(setting):
    """As if each had been written down the day after its meeting."""
    past = list(setting.partnership.meetings.filter(held_on__lt=setting.calendar.today).order_by("-held_on"))
    by = setting.people["partnership_lead"]
    for words in texts.read("decisions"):
        meeting = past[words["meeting"] - 1]
        decision = record_decision(
            meeting=meeting,
            by=by,
            now=_moment(meeting, 1),
            kind=words["kind"],
            text=words["text"],
            owner=setting.people.get(words.get("owner")),
            agency=setting.agencies.get(words.get("agency")),
            action=Action.objects.filter(partnership=setting.partnership, ref=words.get("action", "")).first(),
            due_on=meeting.held_on + datetime.timedelta(days=words["days"]) if "days" in words else None,
        )
        if "closed" in words:
            close_decision(decision=decision, note=words["closed"], by=by, now=_moment(meeting, words["closed_after"]))


def set_a_light(setting):
    """One light shown otherwise than its rule says, until the next board has looked at it."""
    override_light(
        action=Action.objects.get(partnership=setting.partnership, ref="EXA-1.1"),
        light="delivery",
        state="at_risk",
        reason="Two agencies have told me that they can send nobody from January.",
        until=setting.calendar.next_meeting,
        by=setting.people["sro"],
        now=setting.calendar.moment(-6, 0),
    )


def _moment(meeting, days):
    return datetime.datetime.combine(meeting.held_on + datetime.timedelta(days=days), OFFICE_OPENS)
