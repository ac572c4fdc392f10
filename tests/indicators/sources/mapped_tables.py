"""Tables for the tests of mappings, and what is known of areas and indicators there."""

import hashlib

from indicators.sources import mapped
from indicators.sources.base import Known
from indicators.sources.files import KeptFile

LAYOUT = {
    "file": {"kind": "csv"},
    "indicator": {"constant": "drug-deaths"},
    "area": {"column": "Area code"},
    "period": {"column": "Year"},
    "value": {"column": "Rate"},
}
WORKBOOK = {"file": {"kind": "workbook"}}
KNOWN = Known(
    {"drug-deaths": 1, "alcohol-deaths": 2},
    {"E06000001": 10, "E06000002": 11, "E10000001": 12},
    {"hartlepool": (10,), "middlesbrough": (11, 12)},
)


def layout(**changes):
    """The plain one with some parts changed; a part that is None is left out."""
    return {name: part for name, part in (LAYOUT | changes).items() if part is not None}


def read(path, *, known=KNOWN, **changes):
    kept = KeptFile(path.name, path, hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
    options = mapped.OptionsWithLayout(layout=mapped.check(layout(**changes)))
    return list(mapped.read(kept, known=known, options=options))


def text_file(folder, *lines, name="figures.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
    return path
