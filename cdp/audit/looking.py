"""What is taken out, and who sees restricted figures: asked of the request that is being answered."""

from django.utils import timezone

from cdp.as_of.known import known_on
from cdp.audit.recording import Thing, record
from cdp.logs import current_request
from partners.models import Partnership

LONGEST = 200


def exported(*, title, file_format, is_restricted=False, partnership=None):
    """Somebody downloads a table. Of a visitor nothing is kept, unless the figures are restricted."""
    kind = "export.restricted" if is_restricted else "export.downloaded"
    return _looked(kind, title, is_restricted, partnership, format=file_format)


def saw_restricted(*, title, partnership=None):
    """A page shows somebody figures that are withheld from others; the view asks for step_up before."""
    return _looked("view.restricted", title, True, partnership)


def _looked(kind, title, is_restricted, partnership=None, **changes):
    request = current_request.get()
    # A command that writes a file has no request; a HEAD is answered with nothing that could be read.
    if request is None or request.method == "HEAD" or not hasattr(request, "user"):
        return None
    if not (is_restricted or request.user.is_authenticated):
        return None
    filters = {name: ", ".join(request.GET.getlist(name))[:LONGEST] for name in request.GET if name != "format"}
    event = {
        "kind": kind,
        "by": request.user,
        "subject": Thing(kind="page", name=title, address=request.path),
        "partnership": partnership or _partnership_of(request),
        "changes": changes | ({"filters": filters} if filters else {}),
        "is_restricted": is_restricted,
    }
    if is_looking_back():
        request.events_held = [*getattr(request, "events_held", []), event]
        return None
    return record(**event)


def is_looking_back():
    """While a page shows the figures of an earlier day nothing can be written."""
    on = known_on()
    return bool(on and on < timezone.localdate())


def record_held(request):
    """Write what could not be written while the figures were those of an earlier day."""
    for event in getattr(request, "events_held", []):
        record(**event)


def _partnership_of(request):
    slug = request.resolver_match and request.resolver_match.kwargs.get("partnership")
    return Partnership.objects.filter(slug=slug).first() if slug else None
