"""What the API shows and that it became another: a feed to read on from where one stopped, and webhooks that carry it.

    cdp.audit.record(...) calls changes.of_record() for every event; kinds.py says which of them change what.
    changes.record(kind="figures.published", noun="refreshes", thing=run.pk, ...)      for what is no event
    with changes.as_one(kind="partnership.loaded", thing=partnership): ...             for a load of a thousand rows

recording.py writes rows in the transaction of the change · feed.py gives them their places once that is committed and
reads on from a place · sight.py who is told · entries.py how one reads · api.py the list of the API · webhooks/ what is
sent to others.
"""

from cdp.changes.recording import as_one, of_record, record

__all__ = ["as_one", "of_record", "record"]
