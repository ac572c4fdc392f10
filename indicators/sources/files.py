"""Opens what a source's location names (a file, a folder of files, an http(s) address) and keeps what it got.

What is read is always the kept copy, named by its SHA-256: a file that changes while it is read does no harm, and each
refresh can be repeated from exactly the bytes that it saw.
"""

from indicators.sources.fetching.expecting import ANY, CSV, HTML, JSON, TABLE, WORKBOOK, Expected
from indicators.sources.fetching.fetcher import Fetcher
from indicators.sources.fetching.keeping import Fetched, KeptFile
from indicators.sources.fetching.patience import Patience

__all__ = ["ANY", "CSV", "HTML", "JSON", "TABLE", "WORKBOOK", "Expected", "Fetched", "Fetcher", "KeptFile", "Patience"]


def fetch(location, *, folder, max_bytes, on_bytes=None, expects=CSV):
    """All files of a location at once; SourceNotReadable where that cannot be done."""
    with Fetcher(folder, max_bytes, on_bytes=on_bytes) as fetcher:
        return Fetched(tuple(fetcher.open(location, expects=expects)))
