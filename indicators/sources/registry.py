"""Which module reads which kind of source.

Each module has
    DEFAULT_LOCATION   the real address; "" where there is none
    Options            a pydantic model of what Source.options may say, with defaults
    fetch(fetcher, *, location, options, known) -> list[KeptFile]
    read(kept, *, known, options, on_bytes=None) -> iterator of Row, Reject and NotOurs
The kinds that bring no figures (REFERENCE_KINDS) yield records of their own, which operations/reference_sources takes.
"""

from importlib import import_module

from indicators.models import SourceKind

MODULES = {
    SourceKind.FINGERTIPS_CSV: "fingertips_csv",
    SourceKind.SAMPLE: "fingertips_csv",
    SourceKind.FINGERTIPS: "fingertips",
    SourceKind.NDTMS_TABLES: "ndtms_tables",
    SourceKind.NDTMS_MONTHLY: "ndtms_monthly",
    SourceKind.NDTMS_VIEWIT: "ndtms_viewit",
    SourceKind.POLICE_STREET: "police_street",
    SourceKind.POLICE_RECORDED: "police_recorded",
    SourceKind.NOMIS: "nomis",
    SourceKind.ONS_DRUG_POISONING: "ons_drug_poisoning",
    SourceKind.ONS_GEOGRAPHY: "ons_geography",
    SourceKind.NEAREST_NEIGHBOURS: "nearest_neighbours",
    SourceKind.MAPPED: "mapped",
}


def adapter(kind):
    """The module for this kind of source; None for documents, whose figures are loaded with the document."""
    name = MODULES.get(kind)
    return import_module(f"indicators.sources.{name}") if name else None
