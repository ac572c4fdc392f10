"""Pages that belong to no domain: about the site, and what to say when something went wrong."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.shortcuts import render
from django.utils import timezone

from cdp.accessibility import statement
from cdp.privacy import retention


@login_not_required
def about(request):
    return render(request, "cdp/about.html")


@login_not_required
def accessibility(request):
    return render(request, "cdp/accessibility.html", {"statement": statement(), "today": timezone.localdate()})


@login_not_required
def privacy(request):
    return render(request, "cdp/privacy.html", {"kept": retention.KEPT})


@login_not_required
def bad_request(request, exception=None):
    # Only a rule of ours speaks to people; what Django's own checks found would help an attacker and nobody else.
    reason = str(exception) if isinstance(exception, BadRequest) else ""
    return render(request, "400.html", {"reason": reason}, status=400)


@login_not_required
def permission_denied(request, exception=None):
    return render(request, "403.html", status=403)


@login_not_required
def page_not_found(request, exception=None):
    # Somebody's role may have ended while they had a form open.
    return render(request, "404.html", {"was_sent": request.method == "POST"}, status=404)


@login_not_required
def server_error(request):
    # Without the request: whatever broke may break the page's own header too.
    return render(None, "500.html", status=500)
