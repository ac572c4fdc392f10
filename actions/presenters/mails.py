"""Mails as pages show them: the log of a partnership, a preview of its reminder, and what the demo would have sent."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from actions.mail import letters
from actions.mail.links import NewLink
from actions.mail.rules import Level, Owed, Told
from actions.models import Mail
from cdp import words
from cdp.exports import SAMPLE_NOTE, Column, Table
from cdp.sealing import hidden

COLOURS = {
    Mail.State.WAITING: "blue",
    Mail.State.SENT: "green",
    Mail.State.FAILED: "red",
    Mail.State.DROPPED: "grey",
}
STATES = {
    Mail.State.WAITING: "Waiting",
    Mail.State.SENT: "Sent",
    Mail.State.FAILED: "Failed",
    Mail.State.DROPPED: "Not sent",
}


@dataclass(frozen=True)
class MailRow:
    mail: Mail

    @property
    def colour(self):
        return COLOURS[self.mail.state]

    @property
    def state(self):
        return STATES[self.mail.state]

    @property
    def can_be_retried(self):
        return self.mail.state == Mail.State.FAILED

    @property
    def text(self):
        return letters.shown(self.mail)

    @property
    def name(self):
        return self.mail.person.name if self.mail.person else ""


def mails_of(partnership):
    """Its own, and the digests of people who are reminded of actions of several partnerships."""
    of_its_actions = Mail.objects.filter(partnership=None, links__action__partnership=partnership)
    own = Q(partnership=partnership) | Q(pk__in=of_its_actions.values("pk"))
    return Mail.objects.filter(own).select_related("person").order_by("-made_at", "-pk")


def table(mails, partnership):
    columns = [
        Column("written", "Written"),
        Column("name", "Name"),
        Column("to", "Address"),
        Column("about", "About"),
        Column("subject", "Subject"),
        Column("state", "State"),
        Column("sent", "Sent"),
        Column("attempts", "Attempts", numeric=True),
        Column("what_happened", "What happened"),
    ]
    rows = (
        [
            timezone.localtime(mail.made_at).isoformat(timespec="minutes"),
            mail.person.name if mail.person else "",
            mail.to,
            mail.get_kind_display(),
            mail.subject,
            STATES[mail.state],
            timezone.localtime(mail.sent_at).isoformat(timespec="minutes") if mail.sent_at else "",
            mail.attempts,
            mail.error,
        ]
        for mail in mails.iterator()
    )
    notes = [SAMPLE_NOTE] if partnership.is_sample else []
    return Table(f"{partnership.slug}-emails", f"Emails of {partnership.name}", columns, rows, notes)


@dataclass(frozen=True)
class Preview:
    subject: str
    text: str
    why: str


def preview(partnership, person, plan, *, on):
    """A reminder as it would stand today, of up to two open actions; nobody's link is in it, and nothing is kept."""
    actions = list(partnership.actions.open().order_by("position")[:2])
    for action in actions:
        action.partnership = partnership
    due_on = on + datetime.timedelta(days=min(plan.days_before, default=7))
    lines = [Told(Owed(action.pk, due_on, {}), Level.OFFICER, on) for action in actions]
    if not lines:
        return None
    found = {action.pk: action for action in actions}
    links = {action.pk: NewLink(action) for action in actions}
    letter = letters.digest(person, lines, found, links, plan=plan, on=on, now=timezone.now())
    text = hidden(letter["text"], "[a link to the short form of this action, for its reader alone]")
    return Preview(letter["subject"], text.strip(), letter["why"])


def in_words(plan):
    """The whole plan in a sentence or two."""
    if not plan.is_on:
        return "Reminders are switched off: nobody is reminded of anything."
    before = _listed(sorted(plan.days_before, reverse=True))
    after = _listed(sorted(plan.days_after))
    told = [f"{before} before" if before else "", f"{after} after" if after else ""]
    when = " and ".join(filter(None, told))
    first = f"Lead officers are reminded {when} an update is due" if when else "Lead officers are not reminded"
    return (
        f"{first}, in one digest at most every {words.plural(plan.days_between, 'day')}. "
        f"Their deputy is told from day {plan.deputy_after} overdue, the board member of the agency from day "
        f"{plan.board_member_after}, the partnership lead from day {plan.lead_after}."
    )


def _listed(days):
    """ "30, 7 and 1 days" """
    if not days:
        return ""
    texts = [str(each) for each in days]
    listed = " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))
    return f"{listed} day{'s' if texts != ['1'] else ''}"
