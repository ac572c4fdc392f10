"""A kept paper in a format, as the answer to a request: the file, or a page that says that it could not be written."""

import logging

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response

from cdp import audit
from cdp.papers import content, formats, store

logger = logging.getLogger(__name__)


def file_of(
    request, file_format, *, of, what, write, name, title, is_restricted=False, partnership=None, may_be_kept=False
):
    """`of` is what the paper belongs to, called a `what`; `write` gives the bytes of it in a format.

    Who takes the file is recorded under `title`; `name` is that of the file without its ending. A browser asks again
    each time; it keeps the bytes where they `may_be_kept`, and takes nothing anew that it has.
    """
    try:
        one = formats.of(file_format)
    except formats.UnknownFormat as refusal:
        raise Http404 from refusal
    try:
        data = write(file_format)
    except store.Damaged:
        raise
    except Exception:
        logger.exception("The %s of %s %s could not be written", file_format, what, of.pk)
        messages.error(request, f"{one.name} could not be written. The {what} stays as it is; try another format.")
        return redirect(of)
    response = HttpResponse(data, content_type=one.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{one.suffix}"'
    response["ETag"] = f'"{content.hash_of(data)}"'
    response["Cache-Control"] = f"private, {'no-cache' if may_be_kept and not is_restricted else 'no-store'}"
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    if answer.status_code == 200:
        said = {"file_format": file_format, "is_restricted": is_restricted, "partnership": partnership}
        audit.exported(title=f"{title}, {one.name}", **said)
    return answer
