"""?as_of= of any GET: the view and all it asks for run inside the figures of that day.

The last middleware, so that session and messages are written outside, where writing is possible.
"""

import contextlib
import tempfile
from functools import partial

from django.core.exceptions import BadRequest
from django.http import HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils import timezone

from cdp.as_of import links
from cdp.as_of.known import looking_back_to
from cdp.as_of.scope import readings_shown
from cdp.audit.looking import record_held
from cdp.forms import DateBoxes
from indicators.operations.as_of import figures_as_known
from indicators.operations.as_of.days import DayNotKnown, read_day

NAME = "as_of"
BOXES = [f"{NAME}-{part}" for part, *_ in DateBoxes.PARTS]
# Nothing there is a figure, and some of it writes.
LEFT_ALONE = {"sign-out", "healthz", "readyz"}
IN_MEMORY, AT_ONCE = 8 << 20, 1 << 16


class DayRefused(BadRequest):
    """The address asks for a day that cannot be shown; the message says which can."""


def as_of_middleware(get_response):
    def middleware(request):
        request.as_of, request.as_of_fault = None, ""
        match = _match(request)
        if match is None:
            return get_response(request)
        if any(box in request.GET for box in BOXES):
            return HttpResponseRedirect(_with_one_day(request))
        try:
            request.as_of = read_day(request.GET[NAME], today=timezone.localdate())
        except DayNotKnown as problem:
            if match.namespace != "v1":
                raise DayRefused(str(problem)) from problem
            # The API says so itself, as a problem document.
            request.as_of_fault = str(problem)
            return get_response(request)
        return _look_back(request, match, get_response)

    return middleware


def _match(request):
    """Where the address leads, if it asks for a day and shows figures."""
    if request.method not in ("GET", "HEAD") or not any(name in request.GET for name in (NAME, *BOXES)):
        return None
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    return None if match.namespace == "admin" or match.view_name in LEFT_ALONE or links.is_sign_in(match) else match


def _with_one_day(request):
    """The same address with day, month and year as the one date that addresses carry."""
    query = request.GET.copy()
    typed = DateBoxes().value_from_datadict(query, {}, NAME)
    for box in (*BOXES, NAME):
        query.pop(box, None)
    if typed:
        year, month, day = typed.split("-", 2)
        query[NAME] = f"{year}-{month:0>2}-{day:0>2}"
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _look_back(request, match, get_response):
    # Who is asking is found out first: where a session has ended that may write.
    _ = request.user.is_authenticated
    is_past = request.as_of < timezone.localdate()
    wanted = partial(readings_shown, match, request)
    figures = figures_as_known(request.as_of, wanted=wanted) if is_past else contextlib.nullcontext()
    with looking_back_to(request.as_of), figures:
        response = get_response(request)
        if response.streaming:
            _finish(response)
    record_held(request)
    response["As-Of"] = request.as_of.isoformat()
    links.keep_day(response, request.as_of)
    return response


def _finish(response):
    """A download is usually made while it is sent, and by then these figures would be gone again."""
    response.streaming_content = _read_back(_written(response.streaming_content))


def _written(chunks):
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115, closed once it has been sent
    try:
        for chunk in chunks:
            file.write(chunk)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _read_back(file):
    with file:
        while chunk := file.read(AT_ONCE):
            yield chunk
