"""Programs of a partnership: what those who may let them in do about them.

A program acts as an account of its own, with one role in one partnership. Nobody gives a program more than they hold,
nor takes hold of one that holds more than they do: its secret would be a way to the rest.
"""

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import AccessToken, Application

from cdp import audit
from cdp.access import scopes as known_scopes
from cdp.models import ApiClient
from partners.models import Membership, Partnership, Person
from partners.roles import GRANTS, ROLES_OF_A_PARTNERSHIP, ROLES_OF_AN_AGENCY, Permission

# Nothing is ever delivered there: the name is kept free for this by RFC 2606.
HOST = "programs.invalid"
MOST_CLIENTS = 50  # that work, of one partnership


class NotTheirs(Exception):
    """This person may not let programs into the partnership, or no longer: for them it is not there."""


class ClientRefused(Exception):
    """The message says why. Nothing has been written."""


class RevokedAlready(ClientRefused):
    pass


class MoreThanTheirOwn(ClientRefused):
    pass


def roles_to_give(by, partnership):
    """The roles that grant nothing that this person does not hold here."""
    roles = Membership.objects.filter(user=by, partnership=partnership).values_list("role", flat=True)
    held = set().union(*(GRANTS[role] for role in roles))
    return [role for role in ROLES_OF_A_PARTNERSHIP if GRANTS[role] <= held]


def membership_of(client):
    return Membership.objects.filter(user=client.account_id, partnership=client.partnership_id).first()


@transaction.atomic
def make_client(*, partnership, name, purpose, role, scopes, by, agency=None, now=None):
    """(the client, its secret). The secret is told this once.

    Raises NotTheirs, MoreThanTheirOwn, ClientRefused; ValidationError for a name, a role without its agency, or scopes
    that the role cannot make use of.
    """
    now = now or timezone.now()
    partnership = _locked(partnership, by)
    if role not in roles_to_give(by, partnership):
        raise MoreThanTheirOwn("A program cannot hold a role that may do more than you.")
    if partnership.api_clients.filter(revoked_at=None).count() >= MOST_CLIENTS:
        raise ClientRefused(f"There are {MOST_CLIENTS} programs. Revoke one of them first.")
    wanted = _scopes_of(role, scopes)
    _refuse_agency(partnership, role, agency)
    account = Person(email=f"{secrets.token_hex(8)}@{HOST}", name=f"{name.strip()} (program)", is_service=True)
    account.is_active = False
    account.set_unusable_password()
    account.full_clean(exclude=["password"])
    account.save(force_insert=True)
    membership = Membership(user=account, partnership=partnership, role=role, agency=agency)
    membership.full_clean()
    membership.save(force_insert=True)
    secret = generate_client_secret()
    application = Application.objects.create(
        name=name.strip(),
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        client_secret=secret,
    )
    client = ApiClient(
        partnership=partnership,
        application=application,
        account=account,
        name=name.strip(),
        purpose=purpose.strip(),
        scopes=wanted,
        created_at=now,
        created_by=by,
    )
    client.full_clean()
    client.save(force_insert=True)
    changes = {"role": [None, role], "scopes": [None, wanted], "purpose": client.purpose}
    changes |= {"agency": [None, agency]} if agency else {}
    audit.record(kind="client.made", by=by, subject=client, changes=changes, now=now)
    return client, secret


@transaction.atomic
def change_client(*, client, purpose, scopes, by, now=None) -> ApiClient:
    """What it is narrowed to holds for tokens that are out already."""
    client, role = _locked_client(client, by)
    before = audit.snapshot(client, ["purpose", "scopes"])
    client.purpose, client.scopes = purpose.strip(), _scopes_of(role, scopes)
    client.full_clean()
    client.save(update_fields=["purpose", "scopes"])
    if changes := audit.differences(before, client):
        audit.record(kind="client.changed", by=by, subject=client, changes=changes, now=now or timezone.now())
    return client


@transaction.atomic
def rotate_secret(*, client, by, now=None):
    """(the client, its new secret). The old secret and the tokens that are out end at once."""
    client, _ = _locked_client(client, by)
    secret = generate_client_secret()
    client.application.client_secret = secret
    client.application.save(update_fields=["client_secret", "updated"])
    AccessToken.objects.filter(application=client.application).delete()
    audit.record(kind="client.rotated", by=by, subject=client, now=now or timezone.now())
    return client, secret


@transaction.atomic
def revoke_client(*, client, by, reason="", now=None) -> ApiClient:
    """For good, with its tokens and its role; what it wrote stays, under its name. Anybody who may let in may do it."""
    now = now or timezone.now()
    client = _found(client, by)
    client.revoked_at, client.revoked_by = now, by
    client.save(update_fields=["revoked_at", "revoked_by"])
    client.application.client_secret = generate_client_secret()
    client.application.save(update_fields=["client_secret", "updated"])
    AccessToken.objects.filter(application=client.application).delete()
    Membership.objects.filter(user=client.account).delete()
    audit.record(kind="client.revoked", by=by, subject=client, reason=reason, now=now)
    return client


def _scopes_of(role, scopes):
    offered = known_scopes.meant_for_roles([role])
    wanted = [str(scope) for scope in offered if scope in set(scopes)]
    if not wanted or set(scopes) - set(offered):
        raise ValidationError({"scopes": "Choose at least one of the things that its role allows"})
    return wanted


def _refuse_agency(partnership, role, agency):
    if role in ROLES_OF_AN_AGENCY and agency is None:
        raise ValidationError({"agency": "Choose the agency that this role acts for"})
    if agency is not None and not partnership.seats.filter(agency=agency).exists():
        raise ValidationError({"agency": "Choose an agency of this partnership"})


def _locked(partnership, by):
    """Asked again at the moment of the change; two who change at once stand in line."""
    found = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    if not Partnership.objects.where(by, Permission.MANAGE_CLIENTS).filter(pk=found.pk).exists():
        raise NotTheirs(f"{by} may not let programs into {found}.")
    return found


def _found(client, by):
    partnership = _locked(client.partnership, by)
    found = ApiClient.objects.select_related("application", "account", "partnership")
    found = found.get(pk=client.pk, partnership=partnership)
    if found.revoked_at:
        raise RevokedAlready("This program has been revoked already.")
    return found


def _locked_client(client, by):
    """(the client, its role), for whoever holds all that it may do."""
    client = _found(client, by)
    membership = membership_of(client)
    if membership is None or membership.role not in roles_to_give(by, client.partnership):
        raise MoreThanTheirOwn("This program may do more than you. Ask a partnership lead, or revoke it.")
    return client, membership.role
