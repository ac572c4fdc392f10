"""The words of each mail, and the message that leaves the building. Links that open something stand sealed in them."""

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from actions.mail import links as mail_links
from actions.mail import switches
from actions.mail.rules import Level
from actions.models.mail import CAN_BE_SWITCHED_OFF
from cdp.sealing import harmless, hidden, opened
from cdp.words import day, plural
from partners.emails import address

WHY = {
    Level.OFFICER: "you are lead officer for actions on which an update is owed",
    Level.DEPUTY: "you are deputy for an agency that owes an update",
    Level.BOARD_MEMBER: "you sit on the board for an agency whose update is overdue",
    Level.LEAD: "you lead a partnership in which an update is overdue",
}
# Whoever is told before it is due stands in for others.
IN_THEIR_PLACE = "there is no lead officer who could be reminded of an update that is owed"
NUMBERS = {1: "An", 2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight", 9: "Nine"}


def digest(person, lines, actions, links, *, plan, on, now):
    """Subject, text and why of one person's digest; `links` are those of the actions on which they may report."""
    overdue = [line for line in lines if line.owed.due_on < on]
    several = len({action.partnership_id for action in actions.values()}) > 1
    context = {
        "person": person,
        "opening": harmless(plan.opening).strip() if plan else "",
        "groups": [(name, rows) for name, rows in (
            ("Overdue", [_line(line, actions, links, on, several) for line in overdue]),
            ("Due", [_line(line, actions, links, on, several) for line in lines if line not in overdue]),
        ) if rows],
        "has_links": bool(links),
        "until": mail_links.expires_at(now),
        "my": address(reverse("my")),
        "others_only": all(line.level != Level.OFFICER for line in lines),
        "has_overdue": bool(overdue),
    }  # fmt: skip
    whys = dict.fromkeys(_why(line, on) for line in sorted(lines, key=lambda line: line.level))
    return {
        "subject": (plan.subject if plan and plan.subject else "") or usual_subject(lines, on),
        "text": rendered("reminder", **context),
        "why": f"{', and '.join(whys)}.",
    }


def _why(line, on):
    return IN_THEIR_PLACE if line.level != Level.OFFICER and line.owed.due_on >= on else WHY[line.level]


def usual_subject(lines, on):
    """ "Two updates are due by 2 December 2026", "Three updates are overdue" """
    overdue = sum(line.owed.due_on < on for line in lines)
    count = overdue or len(lines)
    what = f"{NUMBERS.get(count, str(count))} update{'s are' if count > 1 else ' is'}"
    if overdue:
        return f"{what} overdue"
    return f"{what} due by {day(min(line.owed.due_on for line in lines))}"


def _line(line, actions, links, on, several):
    action = actions[line.owed.key]
    link = links.get(action.pk)
    return {
        "action": action,
        "partnership": action.partnership if several else None,
        "due": due_in_words(line.owed.due_on, on),
        "link": link.sealed if link else address(action.get_absolute_url()),
        "is_short": link is not None,
    }


def due_in_words(due_on, on):
    days = (due_on - on).days
    if days < 0:
        return f"was due on {day(due_on)}, {plural(-days, 'day')} ago"
    if days == 0:
        return "is due today"
    return f"is due on {day(due_on)}, {'tomorrow' if days == 1 else f'in {days} days'}"


def rendered(name, **context):
    """Plain text, without the empty lines that tags leave behind."""
    text = render_to_string(f"emails/{name}.txt", context)
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip() + "\n"


def body_of(mail, *, opening=opened):
    """All that its reader gets: the text, why it came, and how to get no more."""
    end = [f"You get this email because {mail.why}"]
    if can_be_switched_off(mail):
        end.append(f"To get no more of them: {switches.off_address(mail.person, mail.kind)}")
    return f"{opening(mail.text).rstrip()}\n\n-- \n{chr(10).join(end)}\n"


def shown(mail):
    """The same for the log, where links are nobody's but their reader's."""
    return hidden(mail.text)


def can_be_switched_off(mail):
    return mail.person is not None and mail.kind in CAN_BE_SWITCHED_OFF


def message_of(mail, *, attempt=1):
    headers = {"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"}
    if can_be_switched_off(mail):
        headers["List-Unsubscribe"] = f"<{switches.off_address(mail.person, mail.kind)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMessage(subject=mail.subject, body=body_of(mail), to=[mail.to], headers=headers)
    message.attempt = attempt
    return message


def message_id(mail):
    """From the row alone, so that a second sending of it can be told from a first."""
    own = hashlib.sha256(f"{mail.pk}:{mail.made_at.isoformat()}:{mail.to}".encode()).hexdigest()[:16]
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    return f"<mail-{mail.pk}-{own}@{host}>"
