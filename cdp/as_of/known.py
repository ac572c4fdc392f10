"""The day that is being looked back to while an answer is made. Downloads ask for it where no request is at hand."""

import contextlib
from contextvars import ContextVar

from django.utils.formats import date_format

_looked_back_to = ContextVar("looked_back_to", default=None)


def known_on():
    """The day whose figures are shown, None for today's."""
    return _looked_back_to.get()


@contextlib.contextmanager
def looking_back_to(on):
    token = _looked_back_to.set(on)
    try:
        yield
    finally:
        _looked_back_to.reset(token)


def known_words(on):
    return f"Figures as known on {date_format(on, 'j F Y')}"
