"""Fingertips, the public service of OHID: figures of each indicator for every upper and lower tier authority.

options      what may be asked
plan         which indicator is asked for under which area type
service      addresses
run          one run, and what a failing indicator does to the others
notes        what was not answered, kept as a file of the run
kept         what kept files say besides figures: definitions and areas
latest_data  the newest figures as JSON; the CSV of all figures is read by indicators/sources/fingertips_csv.py
periods      texts of periods from the service's numbers
A kept file says in `about` what it is, so that it can be read again whatever the options say by then: "kind" ("data",
"metadata", "areas" or "notes"), "format", the indicators and the area type, and "without", the indicators of a
profile that another file of the run gives.
"""

from dataclasses import replace

from indicators.sources import fingertips_csv
from indicators.sources.base import NotOurs
from indicators.sources.fingertips import latest_data, notes
from indicators.sources.fingertips.options import Options
from indicators.sources.fingertips.run import Run
from indicators.sources.fingertips.service import TOTALS

DEFAULT_LOCATION = "https://fingertips.phe.org.uk/api"

__all__ = ["DEFAULT_LOCATION", "Options", "fetch", "read"]


def fetch(fetcher, *, location, options, known):
    """Ask for everything; SourceNotReadable where the service answers nobody, or has nothing of what is asked."""
    return Run(fetcher, location=location or DEFAULT_LOCATION, options=options, known=known).fetch()


def read(kept, *, known, options, on_bytes=None):
    """The rows of a file of figures and the lines of the notes; lists and definitions hold no figures."""
    kind, form = kept.about.get("kind"), kept.about.get("format")
    if kind == notes.KIND:
        yield from notes.read(kept)
    elif kind == "data" and form == "json":
        yield from latest_data.read(kept, known=known)
    elif kind == "data":
        yield from _figures(kept, known, on_bytes, is_whole=form != TOTALS)


def _figures(kept, known, on_bytes, *, is_whole):
    without = set(kept.about.get("without", ()))
    if without:
        own = {text: pk for text, pk in known.indicators.items() if text not in without}
        aliases = {key: meant for key, meant in known.aliases.items() if key[0] != "indicator" or key[1] not in without}
        known = replace(known, indicators=own, aliases=aliases)
    for item in fingertips_csv.read(kept, known=known, on_bytes=on_bytes):
        if isinstance(item, NotOurs):
            if item.indicator not in without:
                yield item
        elif is_whole or item.key is None or not item.key.group.category_type:
            yield item
