"""A token and a program to try the API of the sample with: made when it is loaded, and written where the passwords are.

What the file says is kept as long as it still opens something; else another one takes its place.
"""

import re
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.utils import timezone

from cdp.access import clients, personal, tokens
from cdp.models import PersonalToken
from partners.models import Membership
from partners.roles import Role

TOKEN, PROGRAM = "Sample token", "Sample data platform"
PURPOSE = "To try the API with. It belongs to nobody."
SECRET = re.compile(r"^Secret +(\S+)$", re.MULTILINE)


def ensure_access(partnership, path):
    """The lines for the file: (what it is, what to send). None where whoever tried the sample left nobody to ask."""
    said = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    leads = Membership.objects.filter(partnership=partnership, role=Role.DATA_LEAD, user__is_active=True)
    lead = leads.select_related("user").first()
    try:
        return _lines(partnership, said, lead) if lead else []
    except (personal.TokenRefused, clients.ClientRefused):
        return []


def _lines(partnership, said, lead):
    client, secret = _client(partnership, said, lead.user)
    return [
        ("Token of", f"{lead.user.name}, the data lead"),
        ("Token", _token(said, lead.user)),
        ("Program", f"{client.name}, with the role of a commissioner"),
        ("Client id", client.application.client_id),
        ("Secret", secret),
        ("Try it", f'curl -H "Authorization: Bearer TOKEN" {settings.SITE_ADDRESS.rstrip("/")}/api/v1/actions/'),
    ]


def _token(said, person):
    now = timezone.now()
    mine = PersonalToken.objects.filter(person=person, name=TOKEN, revoked_at=None)
    for text in tokens.WHOLE.finditer(said):
        if mine.filter(digest=tokens.digest_of(text[0]), expires_at__gt=now + timedelta(days=1)).exists():
            return text[0]
    for old in mine:
        personal.revoke_token(token=old, by=person, now=now)
    _, text = personal.make_token(person=person, name=TOKEN, scopes=["read"], days=personal.MOST_DAYS, by=person)
    return text


def _client(partnership, said, by):
    client = partnership.api_clients.select_related("application", "partnership").filter(
        name=PROGRAM, revoked_at=None
    ).first()  # fmt: skip
    if client is None:
        return clients.make_client(
            partnership=partnership, name=PROGRAM, purpose=PURPOSE, role=Role.COMMISSIONER, scopes=["read"], by=by
        )
    found = SECRET.search(said)
    if found and check_password(found[1], client.application.client_secret):
        return client, found[1]
    return clients.rotate_secret(client=client, by=by)
