"""What every answer below /api/ goes through, also where no view of ours has a say.

faults   the outermost: addresses that cannot be read, other sites' pages, problem documents, limits told
answers  within the zipping of pages: answered at once where nothing has changed, ETag, zipping
"""

from urllib.parse import unquote_to_bytes

from django.conf import settings

from cdp.api_support import conditional, cors, limits, problems

ROOT = "/api/"
# Below it are answers of the API; beside it are pages about it.
ANSWERS = "/api/v1/"
LONGEST_ADDRESS = 8_000
MOST_PARAMETERS = 500
# Names the file of every list.
WHOLE_SETS = "/api/v1/datapackage.json"
LESS = f"Ask for less at a time, or take a whole file: {WHOLE_SETS} names them."
ANYBODY = "anybody"


def faults(get_response):
    def middleware(request):
        if not request.path_info.startswith(ROOT):
            return get_response(request)
        if (response := cors.preflight(request)) is not None:
            return response
        response = problems.in_place_of(request, _unreadable(request) or get_response(request))
        if request.path_info != ROOT:
            _tell(request, response)
        return response

    return middleware


def _tell(request, response):
    """In headers: what is left of the limit, who may read the answer and who may keep it."""
    counted = getattr(request, "counted", None) or limits.count(request)
    if response.status_code == 401:
        limits.count_failure(request)
    for name, value in counted.headers.items():
        response[name] = value
    cors.say(request, response)
    is_public = getattr(request, "identity", ANYBODY) == ANYBODY
    conditional.say_who_may_keep(request, response, is_public=is_public)


def _unreadable(request):
    """The problem with an address or a length that nothing can be made of; None where both are sound."""
    query = request.META.get("QUERY_STRING", "")
    if (length := len(request.path_info) + len(query)) > LONGEST_ADDRESS:
        most = f"An address may have {LONGEST_ADDRESS:,} characters, and this one has {length:,}. {LESS}"
        members = {"limit": LONGEST_ADDRESS, "asked": length, "instead": WHOLE_SETS}
        return problems.answer(request, 414, most, members=members)
    if (number := query.count("&") + 1) > MOST_PARAMETERS:
        most = f"An address may have {MOST_PARAMETERS} parameters, and this one has {number:,}. {LESS}"
        members = {"limit": MOST_PARAMETERS, "asked": number, "instead": WHOLE_SETS}
        return problems.answer(request, 400, most, members=members)
    if "\0" in request.path_info or not _is_utf8(query):
        return problems.answer(request, 400, "The address must be UTF-8, percent-encoded, and without NUL.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()):
        return problems.answer(request, 400, "The header Content-Length is no number.")
    return None


def _is_utf8(query):
    read = unquote_to_bytes(query)
    try:
        read.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in read


def answers(get_response):
    def middleware(request):
        if not request.path_info.startswith(ANSWERS):
            return get_response(request)
        response = _at_once(request) if _is_anybodys(request) else None
        response = conditional.finish(request, response or get_response(request))
        if not response.streaming and response.status_code != 304 and "Content-Length" not in response:
            response["Content-Length"] = str(len(response.content))
        return response

    return middleware


def _is_anybodys(request):
    """A reader without a name: nothing has to be found out about them first."""
    return (
        request.method in ("GET", "HEAD")
        and "Authorization" not in request.headers
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def _at_once(request):
    request.counted = limits.count(request)
    if request.counted.is_over:
        return too_many(request)
    request.identity = ANYBODY
    return conditional.begin(request, ANYBODY)


def too_many(request):
    return problems.answer(request, 429, headers={"Retry-After": str(request.counted.seconds)})
