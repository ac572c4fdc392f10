"""Asking again who somebody is, before what would hurt most in the wrong hands.

    @step_up.required            on a view: an export of restricted data, a token, a change of roles
    step_up.require(request)     within a view, once it is known whose the thing is
    step_up.is_recent(request)   where a view must decide by itself

Whoever signed in or proved themselves within the last quarter of an hour is not asked. Others are led to a page that
asks for the second factor or the password, or sends them to their organisation, and then back; what they had sent
goes along.
"""

import time
from functools import wraps

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired

RECENT_SECONDS = 15 * 60


def required(view):
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        require(request)
        return view(request, *args, **kwargs)

    return wrapped


def require(request):
    if not is_recent(request):
        # Answered by allauth's middleware, which knows the person's own ways.
        raise ReauthenticationRequired


def is_recent(request):
    proved = last_proof_at(request)
    return proved is not None and 0 <= time.time() - proved < RECENT_SECONDS


def last_proof_at(request):
    """When the person of this session last showed who they are, in seconds since 1970; None if that is not known."""
    if not request.user.is_authenticated:
        return None
    return max((record["at"] for record in get_authentication_records(request, request.user)), default=None)
