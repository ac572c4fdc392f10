"""Until when an update is owed, from the dates of meetings alone. Pure.

An action is owed an update in each window of reporting: from the day on which reporting for the next board opens until
it closes. Where a board has no such dates its papers' date ends the window, and the board before it begins it.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """Updates reported from `opens_on` (None: ever) count; they are due by the end of `due_on`."""

    held_on: datetime.date
    opens_on: datetime.date | None
    due_on: datetime.date

    def is_owed(self, reported_on: datetime.date | None) -> bool:
        return reported_on is None or (self.opens_on is not None and reported_on < self.opens_on)


def window(meetings: Sequence, *, on: datetime.date) -> Window | None:
    """That of the next meeting on or after this day; None where no board is to meet. Cancelled ones do not count."""
    standing = sorted((one for one in meetings if one.cancelled_at is None), key=lambda one: one.held_on)
    coming = [one for one in standing if one.held_on >= on]
    if not coming:
        return None
    following = coming[0]
    before = [one for one in standing if one.held_on < following.held_on]
    opens_on = following.reporting_opens_on
    if opens_on is None and before:
        opens_on = before[-1].held_on + datetime.timedelta(days=1)
    due_on = following.reporting_closes_on or following.papers_due_on or following.held_on
    return Window(following.held_on, opens_on, due_on)
