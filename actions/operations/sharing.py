"""Links that open one page, and sites that may show charts: what a partnership lead does about them."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from actions.models import EmbedSite, SharedLink
from actions.shared import links
from actions.shared.pages import path_of
from cdp import audit
from partners.models import Partnership
from partners.roles import Permission

MOST_DAYS = 90
MOST_LINKS = 200  # that can be opened, of one partnership
MOST_SITES = 50


class NotTheirs(Exception):
    """This person may not share pages of the partnership, or no longer: for them it is not there."""


class TooMany(Exception):
    pass


class RevokedAlready(Exception):
    pass


@transaction.atomic
def make_link(*, partnership, path, label, last_day, by, now=None):
    """(the link, its token). The token is told this once; `last_day` is the last on which it opens the page.

    Raises NotShareable for a page that cannot be shared, ValidationError for a day or label that makes no sense.
    """
    now = now or timezone.now()
    partnership = _locked(partnership, by)
    path = path_of(path, partnership)
    today = timezone.localdate(now)
    if not today <= last_day <= today + datetime.timedelta(days=MOST_DAYS):
        raise ValidationError({"last_day": f"Enter a date from today to {MOST_DAYS} days from now"})
    if open_links(partnership, now=now).count() >= MOST_LINKS:
        raise TooMany(f"There are {MOST_LINKS} links that work. Take back one of them first.")
    token = links.new_token()
    link = SharedLink(
        partnership=partnership,
        token_hash=links.digest_of(token),
        path=path,
        label=label.strip(),
        made_at=now,
        made_by=by,
        expires_at=_end_of(last_day),
    )
    link.full_clean()
    link.save(force_insert=True)
    said = {"path": path, "label": link.label, "expires_at": link.expires_at}
    audit.record(kind="shared_link.made", by=by, subject=link, changes=said, now=now)
    return link, token


@transaction.atomic
def revoke_link(*, link, by, now=None):
    now = now or timezone.now()
    partnership = _locked(link.partnership, by)
    link = SharedLink.objects.select_for_update(of=("self",)).get(pk=link.pk, partnership=partnership)
    if link.revoked_at:
        raise RevokedAlready("This link has been taken back already.")
    link.revoked_at, link.revoked_by = now, by
    link.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(kind="shared_link.revoked", by=by, subject=link, now=now)
    return link


@transaction.atomic
def opened(*, link, now=None):
    """Each opening is counted; the first of a day is an event."""
    now = now or timezone.now()
    is_first = link.opened_at is None or timezone.localdate(link.opened_at) != timezone.localdate(now)
    SharedLink.objects.filter(pk=link.pk).update(times_opened=F("times_opened") + 1, opened_at=now)
    if is_first:
        audit.record(kind="shared_link.opened", subject=link, now=now)


@transaction.atomic
def allow_site(*, partnership, origin, by, now=None):
    """A site may show charts and scorecards of the partnership. ValidationError says how its address is written."""
    now = now or timezone.now()
    partnership = _locked(partnership, by)
    if partnership.embed_sites.count() >= MOST_SITES:
        raise TooMany(f"There are {MOST_SITES} sites. Take one off the list first.")
    site = EmbedSite(partnership=partnership, origin=origin.strip().rstrip("/").lower(), added_at=now, added_by=by)
    site.full_clean()
    site.save(force_insert=True)
    audit.record(kind="embed_site.allowed", by=by, subject=site, now=now)
    return site


@transaction.atomic
def stop_site(*, site, by, now=None):
    """It shows nothing of ours from the next time that somebody opens its page."""
    _locked(site.partnership, by)
    audit.record(kind="embed_site.stopped", by=by, subject=site, now=now)
    site.delete()


def open_links(partnership, *, now):
    return partnership.shared_links.filter(revoked_at__isnull=True, expires_at__gt=now)


def _end_of(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 59, 59)))


def _locked(partnership, by):
    """Asked again at the moment of the change; two who share at once stand in line."""
    found = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    if not Partnership.objects.where(by, Permission.SHARE).filter(pk=found.pk).exists():
        raise NotTheirs(f"{by} may not share pages of {found}.")
    return found
