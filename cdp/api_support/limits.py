"""How often somebody may ask: counted for each person or client, and for those without a name by their address.

Counted in the cache, in windows of a minute that begin when the clock does. Every answer says what is left
(RateLimit and RateLimit-Policy, draft-ietf-httpapi-ratelimit-headers-10). What is dear counts several times.
"""

import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied

WINDOW = 60
COST_OF_A_FILE = 10
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Counted:
    policy: str
    most: int
    used: int
    seconds: int

    @property
    def is_over(self):
        return self.used > self.most

    @property
    def headers(self):
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.most};w={WINDOW}',
            "RateLimit": f'"{self.policy}";r={max(0, self.most - self.used)};t={self.seconds}',
        }


def count(request, user=None, access=None, *, cost=1, now=None) -> Counted:
    """Counts this request, and says how it stands. `access` is what a token opens, None for a session."""
    policy, name = _who(request, user, access)
    now = time.time() if now is None else now
    key = f"api-limit-{policy}-{name}-{int(now // WINDOW)}"
    return Counted(policy, settings.API_LIMITS[policy], _add(key, cost), WINDOW - int(now % WINDOW))


def look_at_failures(request) -> Counted:
    """How it would stand with the wrong tokens of an address if one more came."""
    used = cache.get(_failures(request), 0) + 1
    return Counted("address", settings.API_LIMITS["address"], used, WINDOW - int(time.time() % WINDOW))


def count_failure(request):
    """A wrong token: whoever tries some is stopped, and not those behind the same address who have a right one."""
    _add(_failures(request), 1)


def _failures(request):
    return f"api-limit-failed-{address_of(request)}-{int(time.time() // WINDOW)}"


def _add(key, cost):
    try:
        return cache.incr(key, cost)
    except ValueError:
        # The first of its window, unless another one was first.
        return cost if cache.add(key, cost, WINDOW * 2) else cache.incr(key, cost)


def _who(request, user=None, access=None):
    if access is not None and access.kind == "client":
        return "client", access.pk
    if user is not None and user.is_authenticated:
        return "person", user.pk
    return "address", address_of(request)


def address_of(request):
    """As the limits on sign-in take it: from the proxies that are trusted, and from nothing that anybody may write."""
    try:
        return get_adapter().get_client_ip(request)
    except (PermissionDenied, ImproperlyConfigured):
        # No proxy wrote it, or the server listens on a socket of this machine.
        return request.META.get("REMOTE_ADDR") or UNKNOWN
