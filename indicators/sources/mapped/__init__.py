"""Any table as CSV, XLSX, XLS or ODS, read by a mapping that is kept as data.

layout.py what a mapping may say · csv_rows.py and tables.py the file · periods.py and numbers.py its cells ·
reading.py the figures.
"""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

from indicators.sources.base import NotOurs, Reject, Row, SourceNotReadable
from indicators.sources.files import TABLE
from indicators.sources.mapped.layout import Layout, LayoutNotUnderstood, check
from indicators.sources.mapped.reading import figures
from indicators.sources.mapped.tables import find_table

__all__ = [
    "DEFAULT_LOCATION", "Layout", "LayoutNotUnderstood", "Options", "OptionsWithLayout", "check", "fetch", "read",
    "with_layout",
]  # fmt: skip
DEFAULT_LOCATION = ""


class Options(BaseModel):
    """The mapping says how what comes is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adds_only: bool = Field(
        default=False,
        description="A file may hold some figures of the source and not all: those that it lacks stand, and are not "
        "called gone",
    )


class OptionsWithLayout(Options):
    """What a run is given: the options and the mapping of the source."""

    layout: Layout


def with_layout(options, mapping):
    """The options of a run. `mapping` is the kept one, or None; SourceNotReadable where none can be used."""
    if mapping is None:
        raise SourceNotReadable(
            "It is not said yet which column of the table is what. Make the mapping of this source."
        )
    try:
        return OptionsWithLayout(layout=check(mapping.layout), **options.model_dump())
    except LayoutNotUnderstood as error:
        raise SourceNotReadable(f"The mapping of {mapping.source} cannot be used. {error}") from error


def fetch(fetcher, *, location, options, known):
    """The file, all tables of the folder, or what the address gives."""
    return fetcher.open(location, expects=TABLE)


def read(kept, *, known, options, on_bytes=None) -> Iterator[Row | Reject | NotOurs]:
    """Figures in the order of the file; SourceNotReadable where it is damaged or another table."""
    table = find_table(kept.path, kept.name, options.layout, on_bytes=on_bytes)
    yield from figures(table, options.layout, known)
    if on_bytes:
        on_bytes(kept.size)
