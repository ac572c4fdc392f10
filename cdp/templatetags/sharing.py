"""The way from a page that can be shared to where it is shared, for those who may.

share_link()    base.html draws it below what a page holds
"""

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html

from actions.shared.pages import PAGES
from partners.belonging import permissions_in
from partners.roles import Permission

register = template.Library()


@register.simple_tag(takes_context=True)
def share_link(context):
    request, partnership = context.get("request"), context.get("partnership")
    match = getattr(request, "resolver_match", None)
    if not partnership or match is None or match.url_name not in PAGES:
        return ""
    if Permission.SHARE not in permissions_in(request.user, partnership):
        return ""
    address = f"{reverse('sharing', args=[partnership.slug])}?{urlencode({'path': request.get_full_path()})}"
    return format_html(
        '<p class="cdp-small cdp-screen govuk-!-margin-top-6"><a class="govuk-link" href="{}">Share this page with '
        "somebody who cannot sign in</a></p>",
        address,
    )
