"""The people who can sign in to the sample, and the file that says how."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from cdp.sample import texts
from partners.models import Person

DOMAIN = "exampleshire.example"
SHORTEST = 14


@dataclass(frozen=True)
class DemoPerson:
    """Someone of the sample; those without a title work there but cannot sign in."""

    key: str
    name: str
    email: str
    role: str
    agency: str
    title: str
    can_try: str
    is_admin: bool

    @property
    def signs_in(self):
        return bool(self.title)


def everybody():
    return [
        DemoPerson(
            key=row["key"],
            name=f"{row['name']} Sample",
            email=f"{row.get('email') or row['key']}@{DOMAIN}",
            role=row.get("role", ""),
            agency=row.get("agency", ""),
            title=row.get("title", ""),
            can_try=row.get("can_try", ""),
            is_admin=row.get("is_admin", False),
        )
        for row in texts.read("people")
    ]


def who_sign_in():
    return [person for person in everybody() if person.signs_in]


def default_file():
    demo = Path(settings.VAR) / "demo"
    return (demo if demo.is_dir() else Path(settings.VAR)) / "people.txt"


def create_people():
    """{key: person}, none of whom can sign in before ensure_sign_in()."""
    people = {}
    for person in everybody():
        row = Person(email=person.email, name=person.name, is_staff=person.is_admin, is_superuser=person.is_admin)
        row.set_unusable_password()
        row.save()
        people[person.key] = row
    return people


def ensure_sign_in(path):
    """Let the demo people sign in with what the file says, or with a new passphrase where it says nothing true."""
    accounts = list(Person.objects.filter(email__in=[person.email for person in who_sign_in()]))
    phrase = _passphrase_in(path)
    # Mostly one hash, and a check takes a third of a second.
    hashes = {account.password for account in accounts}
    if not phrase or not all(a.is_active for a in accounts) or not all(check_password(phrase, h) for h in hashes):
        phrase = new_passphrase()
        # Everybody has this one passphrase, so that one hash for all gives nothing away and saves seconds.
        hashed = make_password(phrase)
        Person.objects.filter(pk__in=[account.pk for account in accounts]).update(password=hashed, is_active=True)
    return phrase


def new_passphrase():
    """Three words and four digits: easy to type from a screen."""
    known = texts.read("words")
    while True:
        words = [secrets.choice(known) for _ in range(3)]
        phrase = "-".join([*words, f"{secrets.randbelow(10_000):04}"])
        if len(phrase) >= SHORTEST:
            return phrase


def write_file(path, phrase, access=()):
    """A table to read and type from; nobody else on the machine may open it."""
    rows = [("Role", "What to try", "E-mail", "Password")]
    rows += [(person.title, person.can_try, person.email, phrase) for person in who_sign_in()]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    if access:
        lines += ["", "To try the API with", "", *(f"{name:10} {value}" for name, value in access)]
    text = "\n".join(["Exampleshire (sample data, made up): who can sign in", "", *lines, ""])
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        # A file that was there keeps its old mode otherwise.
        os.fchmod(handle, 0o600)
        file.write(text)


def _passphrase_in(path):
    """The passphrase that an earlier run wrote; "" where there is no such file, or not one of ours."""
    if not path.is_file():
        return ""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        _before, at, after = line.partition(f"@{DOMAIN}")
        if at and after.split():
            return after.split()[0]
    return ""
