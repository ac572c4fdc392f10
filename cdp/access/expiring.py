"""Word to the owner of a personal token before it stops working, so that no report stands empty one morning.

Twice: two weeks before, to make another in time, and three days before. Whoever made a token for less than that is told
of what is left only. A night that the clock missed is made up for by the next one, and none tells twice.
"""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cdp import words
from cdp.models import PersonalToken
from partners.emails import address

DAYS_BEFORE = (3, 14)  # the nearest first
KIND = "account"


def warn(*, now=None, check=lambda: None):
    """The number of mails written; on the same day a second time none."""
    now = now or timezone.now()
    ends_soon = PersonalToken.objects.filter(
        revoked_at=None, person__is_active=True, expires_at__gt=now, expires_at__lte=now + _days(max(DAYS_BEFORE))
    )
    written = 0
    for token in ends_soon.order_by("expires_at", "pk"):
        check()
        if days := due(token, now=now):
            written += _write(token.pk, days, now)
    return written


def due(token, *, now):
    """How many days before its end it is told of by now: 14, 3, or None for neither."""
    for days in DAYS_BEFORE:
        if now >= token.expires_at - _days(days):
            # Whoever has just chosen so short a time knows.
            return days if token.created_at < token.expires_at - _days(days) else None
    return None


@transaction.atomic
def _write(pk, days, now):
    from actions.mail import writing  # the mails know the actions, which know us
    from actions.models import Mail

    token = PersonalToken.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)
    key = f"token:{token.pk}:{days}"
    # A mail is one a day; this one is one at all.
    if token.revoked_at or Mail.objects.filter(kind=KIND, key=key).exists():
        return 0
    mail = writing.write(
        kind=KIND,
        key=key,
        person=token.person,
        subject=f"Your API token “{token.name}” stops working on {words.day(timezone.localdate(token.expires_at))}",
        text=_text(token),
        why="this token belongs to your account here. It comes 14 days and 3 days before a token stops working.",
        now=now,
    )
    return int(mail is not None and mail.is_new)


def _text(token):
    used = f"It was last used on {words.day(timezone.localdate(token.last_used_at))}." if token.last_used_at else ""
    return (
        f"Your API token “{token.name}”, which begins with cdp_{token.prefix}, works until "
        f"{words.moment(token.expires_at)}. After that, whatever uses it is refused.\n\n"
        f"{used or 'It has never been used.'}\n\n"
        "If you still need it, make a new token, put it in the place of the old one and revoke the old one:\n"
        f"{address(reverse('api-tokens'))}\n\n"
        "If nothing uses it any more, you need not do anything.\n"
    )


def _days(number):
    return timedelta(days=number)
