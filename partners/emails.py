"""Emails about coming in: invitations, new passwords, and word of what was changed on an account.

All go through `_send`, which writes a row in the transaction of what they tell of; a job sends it, so that a mail
server that is down never undoes anything. Links that open something stand sealed in the row.
"""

import secrets

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.module_loading import import_string

from cdp.sealing import seal

# What a mail is about, as its row says, and why it came.
OF_THE_ACCOUNT = ("account", "it is about your account here.")
ABOUT = {
    "invitation": ("invitation", "{invitation.invited_by} ({invitation.invited_by.email}) gave your address."),
    "about_role": ("account", "{by} ({by.email}) changed what you may do, or answered what you asked for."),
    "asked_for_access": ("access", "you look after the people of {request.partnership}."),
}


def address(path):
    """A page of ours as it stands in an email."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"


def invite(*, invitation, link):
    _send(
        "invitation",
        to=invitation.email,
        subject=f"{invitation.invited_by} invites you to {invitation.partnership}",
        invitation=invitation,
        link=link,
    )


def reset_password(*, person, link):
    _send("reset_password", to=person.email, subject="Choose a new password", person=person, link=link)


def no_password(*, person):
    _send("no_password", to=person.email, subject="You sign in with your organisation's account", person=person)


def confirm_address(*, person, to, link):
    _send("confirm_address", to=to, subject="Confirm your new email address", person=person, link=link)


def told(*, person, sentence, to=""):
    _send("told", to=to or person.email, subject=sentence.rstrip("."), person=person, sentence=sentence)


def about_role(*, person, by, sentence, reason=""):
    """Somebody else changed what the person may do."""
    _send("about_role", to=person.email, subject=sentence.rstrip("."), person=person, by=by, sentence=sentence,
          reason=reason)  # fmt: skip


def asked_for_access(*, lead, request):
    subject = f"{request.person} asks for access to {request.partnership}"
    _send("asked_for_access", to=lead.email, subject=subject, lead=lead, request=request)


def _send(name, *, to, subject, **context):
    person = context.get("person") or context.get("lead")
    about = context.get("invitation") or context.get("request")
    kind, why = ABOUT.get(name, OF_THE_ACCOUNT)
    if link := context.get("link"):
        context["link"] = seal(link)
    context |= {"site": settings.SITE_ADDRESS.rstrip("/"), "now": timezone.now()}
    write = import_string(settings.MAIL_WRITER)
    write(
        kind=kind,
        key=f"{name}:{secrets.token_hex(8)}",
        # A person's row only where the mail goes to the address of the account.
        person=person if person is not None and person.email == to else None,
        to=to,
        partnership=getattr(about, "partnership", None),
        subject=subject,
        text=render_to_string(f"partners/emails/{name}.txt", context),
        why=why.format(**context),
    )
