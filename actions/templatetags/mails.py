"""Which emails somebody gets, for their account page."""

from django import template

from actions.mail.switches import switches_of

register = template.Library()


@register.inclusion_tag("actions/mail_switches.html", takes_context=True)
def mail_switches(context):
    """{% mail_switches %}: each kind that can be switched off, with its button."""
    return {"switches": switches_of(context["person"]), "csrf_token": context.get("csrf_token")}
