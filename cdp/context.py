"""What every template knows beside its view's own context."""

from django.conf import settings


def site(request):
    return {
        "partnership": None,
        "person": request.user if hasattr(request, "user") else None,
        "shared_link": getattr(request, "shared_link", None),
        "as_of": getattr(request, "as_of", None),
        "mails_are_shown": settings.MAILS_ARE_SHOWN,
    }
