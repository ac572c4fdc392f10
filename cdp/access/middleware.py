"""What an answer of the API carries and leaves behind, once it is known who asked with which token."""

from functools import partial

from django.utils.cache import patch_vary_headers

from cdp.access.authentication import note_use
from cdp.api_support.limits import address_of

API = "/api/v1/"


def access_middleware(get_response):
    """The outermost that sees the answer, so that nothing of it falls into a look at an earlier day."""

    def middleware(request):
        response = get_response(request)
        if request.path_info.startswith(API):
            # A visitor's answer must not be handed by a cache to whoever comes with a token.
            patch_vary_headers(response, ["Authorization"])
            if access := getattr(request, "access", None):
                # Run when the answer has been sent and is closed: nobody waits for it.
                response._resource_closers.append(partial(note_use, access, address=address_of(request)))
        return response

    return middleware
