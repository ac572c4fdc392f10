"""Coming and going: one line each for the views that sign people in and out."""

from cdp.audit.recording import record
from cdp.audit.values import clean
from partners.models import Person


def signed_in(*, person, method, now=None):
    """`method` in the words of a page: "password and code", "passkey", "Microsoft Entra"."""
    return record(kind="person.signed_in", by=person, subject=person, changes={"method": method}, now=now)


def signed_out(*, person, now=None):
    return record(kind="person.signed_out", by=person, subject=person, now=now)


def refused_sign_in(*, reason, person=None, email="", method="", now=None):
    """`person` or else `email` says whose account was tried; nobody knows who tried it.

    Of an address that belongs to nobody only the end is kept: people type passwords into the wrong box.
    """
    if person is None and email:
        person = Person.objects.filter(email__iexact=clean(email).strip()[:254]).first()
    tried = {} if person else {"email": masked(email)}
    changes = {name: value for name, value in ({"method": method} | tried).items() if value}
    return record(kind="person.sign_in_refused", subject=person, changes=changes, reason=reason, now=now)


def masked(email):
    """ "…@example.org" """
    name, at, host = email.strip().rpartition("@")
    return f"…@{host[:100]}" if name and at else ("…" if email.strip() else "")
