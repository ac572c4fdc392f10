"""What the history is told of the words of an update: once a sitting, and with each move; not with each save.

The form saves by itself every few seconds, and an event stays for good. With one for each save a sentence would stand
there a hundred times, half written, and nobody would find the approval between them. So a save is an event only where
it begins a sitting: somebody else saves than the last time, or the same person after a rest. It tells the words as the
last sitting had left them beside those that are there now; and each move tells whatever no event has told yet. What was
typed and typed over in between is told by nothing. All that anybody else has seen is kept, word for word.
"""

import datetime

from cdp import audit
from cdp.audit.values import plain

SITTING = datetime.timedelta(minutes=30)


def begins_a_sitting(update, *, by, now):
    """Asked before the save is written down."""
    return update.saved_by_id != by.pk or not update.saved_at <= now < update.saved_at + SITTING


def untold(update, said):
    """{field: [as an event told it last, as it is]} of what no event has told so; `said` is {field: value}."""
    told = {}
    for changes in audit.history_of(update).order_by("pk").values_list("changes", flat=True):
        told |= {name: change[1] for name, change in changes.items() if name in said}
    now = {name: plain(value) for name, value in said.items()}
    return {name: [told.get(name), value] for name, value in now.items() if (told.get(name) or "") != (value or "")}
