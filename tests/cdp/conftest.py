from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage


@pytest.fixture
def visit(rf):
    """A request for an address, as the middleware would leave it."""

    def visit(address="/", user=None, section=""):
        request = rf.get(address)
        request.user, request.session = user or AnonymousUser(), {}
        request.resolver_match = SimpleNamespace(url_name=section)
        request._messages = FallbackStorage(request)
        return request

    return visit
