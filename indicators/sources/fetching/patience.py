"""When to ask again: after a while that grows, never at the same moment as everybody else, and as the server asks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import tenacity


class TryAgain(Exception):
    """The server is busy or the line broke: worth another attempt. `after` is the server's own wish in seconds."""

    def __init__(self, sentence, *, after=0):
        super().__init__(sentence)
        self.after = after


@dataclass(frozen=True)
class Patience:
    """How often and how long is waited; in seconds."""

    attempts: int = 4
    first_wait: float = 1
    longest_wait: float = 30
    longest_wish: float = 120  # of what a server asks for in Retry-After
    connect: float = 10
    read: float = 30

    def retrying(self, *, sleep, seconds_left):
        """Tries again what raises TryAgain, unless the time would not suffice."""
        jitter = tenacity.wait_random_exponential(multiplier=self.first_wait, max=self.longest_wait)

        def wait(state):
            wish = min(state.outcome.exception().after, self.longest_wish)
            return max(jitter(state), wish)

        return tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(TryAgain),
            wait=wait,
            stop=lambda state: state.attempt_number >= self.attempts or state.upcoming_sleep >= seconds_left(),
            sleep=sleep,
            reraise=True,
        )


def wished_wait(retry_after, *, now=None):
    """The seconds of a Retry-After header: a number or a date (RFC 9110, 10.2.3); 0 where it says nothing clear."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        at = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0.0
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - (now or datetime.now(UTC))).total_seconds())
