"""What the API shows and that it became another: a feed to read on from where one stopped, and webhooks that carry it.

    cdp.audit.record(...) calls changes.of_record() for every event; kinds.py says which of them change what.
    changes.record(kind="figures.published", noun="refreshes", thing=run.pk, ...)      for what is no event
    changes.record_each(kind="figures.published", noun="indicators", things=codes)     for several at once
    with changes.as_one(): ...                     for a load of a thousand rows, told by one record() after it

recording.py writes rows in the transaction of the change · feed.py gives them their places once that is committed and
reads on from a place · sight.py who is told · entries.py how one reads · api.py the list of the API · webhooks/ what is
sent to others.
"""

from cdp.changes.recording import as_one, of_record, record, record_each

__all__ = ["as_one", "of_record", "record", "record_each"]
