"""The token of a shared link: random, signed, and kept as a digest alone, so that a copy of the database opens nothing.

The signature costs no query: what was not made here is refused before the database is asked.
"""

import hashlib
import secrets

from django.core import signing
from django.utils import timezone

from actions.models import SharedLink
from cdp.words import day as day_in_words

SIGNER = signing.Signer(salt="actions.shared.links", sep=".")
ASK = "Ask the person who sent it to you for a new one."


class LinkNotUsable(Exception):
    """The message says why; nothing of what the link opened is told."""

    status = 410
    title = "This link cannot be used"


class NotALink(LinkNotUsable):
    status = 404
    title = "This is not a link of ours"


class Expired(LinkNotUsable):
    title = "This link has expired"


class Revoked(LinkNotUsable):
    title = "This link has been taken back"


class PageGone(LinkNotUsable):
    title = "The page is no longer there"


def new_token():
    return SIGNER.sign(secrets.token_urlsafe(24))


def digest_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


def find(token, *, now=None) -> SharedLink:
    """The link, if it may be opened now; else a LinkNotUsable."""
    try:
        SIGNER.unsign(token)
    except signing.BadSignature as fault:
        raise NotALink(f"Perhaps a part of it was lost on the way. {ASK}") from fault
    link = SharedLink.objects.select_related("partnership").filter(token_hash=digest_of(token)).first()
    if link is None:
        raise NotALink(f"It is not known any more. {ASK}")
    if link.revoked_at:
        raise Revoked(f"Whoever made it has taken it back. {ASK}")
    if (now or timezone.now()) >= link.expires_at:
        raise Expired(f"It worked until {day_in_words(link.expires_at)}. {ASK}")
    return link
