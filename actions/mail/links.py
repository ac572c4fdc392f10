"""The link in a mail that opens the short form of one action for one person, once, without signing in.

Whoever holds it is taken for the person whom it was sent to, for this one action alone. It is random, and only its
digest is kept; in the text of the mail it stands sealed.
"""

import hashlib
import secrets
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from actions.models import Action, MailLink, UpdateState
from cdp.sealing import seal
from cdp.words import day as day_in_words
from partners.emails import address

DAYS = 14
FOR_A_NEW_ONE = "The next reminder brings a new one."


class LinkNotUsable(Exception):
    """The message says why; `action` is there where its name gives nothing away to whoever holds the link."""

    status = 410
    title = "This link cannot be used"

    def __init__(self, sentence, action=None):
        super().__init__(sentence)
        self.action = action


class NotALink(LinkNotUsable):
    status = 404


class UsedAlready(LinkNotUsable):
    title = "This link has been used"


class Expired(LinkNotUsable):
    title = "This link has expired"


class NoLongerTheirs(LinkNotUsable):
    title = "You can no longer report on this action"


class SaidAlready(LinkNotUsable):
    title = "An update waits for approval already"


class NewLink:
    """A link to be put into a mail that is not written yet."""

    def __init__(self, action):
        self.action = action
        self.token = secrets.token_urlsafe(24)

    @property
    def sealed(self):
        """As it stands in the text of the mail."""
        return seal(address(reverse("mailed-report", args=[self.token])))

    def row(self, mail, person, now):
        return MailLink(
            mail=mail,
            person=person,
            action=self.action,
            token_digest=digest_of(self.token),
            made_at=now,
            expires_at=expires_at(now),
        )


def expires_at(now):
    return now + timedelta(days=DAYS)


def digest_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


def find(token, *, lock=False, now=None) -> MailLink:
    """The link, if it may be used now; else a LinkNotUsable."""
    now = now or timezone.now()
    found = MailLink.objects.select_related("person", "action__partnership", "mail")
    if lock:
        found = found.select_for_update(of=("self",))
    # A link holds no bytes of other alphabets; what does was not made here.
    link = found.filter(token_digest=digest_of(token)).first() if token.isascii() else None
    if link is None:
        raise NotALink("This is not a link that we sent. Perhaps a part of it was lost on the way.")
    _check(link, now)
    return link


def _check(link, now):
    action = link.action
    if link.used_at:
        said = f"An update was sent for approval with it on {day_in_words(link.used_at)}. It worked once."
        raise UsedAlready(said, action)
    if now >= link.expires_at:
        raise Expired(f"It worked until {day_in_words(link.expires_at)}. {FOR_A_NEW_ONE}", action)
    if not link.person.is_active:
        raise NoLongerTheirs(
            "The account that it was sent to has been closed. Ask the person who leads the partnership."
        )
    if action.archived_at:
        raise NoLongerTheirs("The action has been archived: nothing more is owed on it.")
    if not Action.objects.reportable_by(link.person).filter(pk=action.pk).exists():
        raise NoLongerTheirs("Your role has changed since the mail was sent. Ask the person who leads the partnership.")
    waiting = action.updates.filter(state=UpdateState.SUBMITTED).select_related("reported_by").first()
    if waiting:
        said = f"{waiting.reported_by} sent it on {day_in_words(waiting.reported_at)}. Nothing more is owed for now."
        raise SaidAlready(said, action)
