"""Personal tokens: what people do with their own, and how they end."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cdp import audit
from cdp.access import scopes as known_scopes
from cdp.access import tokens
from cdp.models import PersonalToken
from partners import emails
from partners.models import Membership, NationalRole, Person

MOST_DAYS = 365
MOST_TOKENS = 20  # that work, of one person
LEFT = "The last role of this person ended."


class TokenRefused(Exception):
    """The message says why. Nothing has been written."""


class EndedAlready(TokenRefused):
    pass


def living(person, *, now):
    """The tokens of a person that still open something, as far as they themselves go."""
    return PersonalToken.objects.filter(person=person, revoked_at=None, expires_at__gt=now)


@transaction.atomic
def make_token(*, person, name, scopes, days, by, now=None):
    """(the token's row, its text). The text is told this once.

    Raises TokenRefused; ValidationError for a name, a time or scopes that make no sense.
    """
    now = now or timezone.now()
    if by.pk != person.pk:
        raise TokenRefused("People make tokens for themselves alone.")
    # Two that are asked for at once stand in line, so that the count holds.
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not person.is_active:
        raise TokenRefused("This account is closed.")
    offered = known_scopes.meant_for(person)
    if not offered:
        raise TokenRefused("You have no role in a partnership. What you can read needs no token.")
    wanted = [scope for scope in offered if scope in set(scopes)]
    if not wanted or set(scopes) - set(offered):
        raise ValidationError({"scopes": "Choose at least one of the things that your roles allow"})
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError({"days": f"Choose a time of 1 to {MOST_DAYS} days"})
    if living(person, now=now).count() >= MOST_TOKENS:
        raise TokenRefused(f"You have {MOST_TOKENS} tokens that work. Revoke one of them first.")
    new = tokens.new()
    row = PersonalToken(
        person=person,
        name=name.strip(),
        prefix=new.prefix,
        digest=new.digest,
        scopes=[str(scope) for scope in wanted],
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    row.full_clean()
    row.save(force_insert=True)
    changes = {"scopes": [None, row.scopes], "expires_at": row.expires_at}
    audit.record(kind="token.made", by=by, subject=row, changes=changes, now=now)
    emails.told(person=person, sentence=f"An API token was made for your account: {row.name}.")
    return row, new.text


@transaction.atomic
def revoke_token(*, token, by, reason="", now=None) -> PersonalToken:
    """For good. Raises EndedAlready."""
    now = now or timezone.now()
    token = PersonalToken.objects.select_for_update(of=("self",)).select_related("person").get(pk=token.pk)
    if token.revoked_at:
        raise EndedAlready("This token has been revoked already.")
    _revoke(token, by=by, reason=reason, now=now)
    return token


@transaction.atomic
def end_where_nothing_is_left(*, person, by, now=None):
    """Called when a role ended: whoever has no other loses their tokens, and does not get them back with a new role."""
    if Membership.objects.filter(user=person).exists() or NationalRole.objects.filter(person=person).exists():
        return 0
    return end_all(person=person, by=by, reason=LEFT, now=now)


@transaction.atomic
def end_all(*, person, by=None, reason="", now=None):
    now = now or timezone.now()
    found = list(PersonalToken.objects.select_for_update().filter(person=person, revoked_at=None))
    for token in found:
        _revoke(token, by=by, reason=reason, now=now)
    return len(found)


def _revoke(token, *, by, reason, now):
    token.revoked_at, token.revoked_by = now, by
    token.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(kind="token.revoked", by=by, subject=token, reason=reason, now=now)
