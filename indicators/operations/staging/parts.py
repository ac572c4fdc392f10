"""What a file says of one indicator, as a digest: an indicator that says the same as before is not read again.

A digest is made of the raw records as they come, and of all by which they are read: our rules, the areas and
indicators that are known, what the source means by a text, and what the definition says. It stands for figures that
stand as the records give them, so that none is kept where a row was rejected or where a standing figure was missing:
both have to be told again by the next run. Such an indicator has a row with an empty digest, for the rows are also the
list of what a source has brought.
"""

import csv
from collections import defaultdict
from hashlib import sha256
from itertools import groupby

from indicators.models import Indicator, Observation, Refresh, RefreshChange, RefreshPart, Series
from indicators.operations.staging.records import NotPlain, blocks
from indicators.sources.fingertips_csv import Layout

# To be raised with each change of how a row is read.
RULES = 2
OF_A_DEFINITION = ("code", "unit", "value_type", "multiplier", "disclosure_rule__threshold")
OF_A_RULE = ("rounding_base", "hides_count", "hides_denominator", "hides_value")
RULE_COLUMNS = tuple(f"disclosure_rule__{name}" for name in OF_A_RULE)


class Scan:
    """The digests of some files, and how many records each indicator has in them."""

    def __init__(self, known):
        self.known = known
        self.seed = _seed(known)
        # {first field as it stands: (its text, indicator or None)}; the rest is by indicator.
        self.met = {}
        self.header, self.counted = None, {}
        self.records = defaultdict(int)
        self.said = defaultdict(list)

    def add(self, kept, ignored=frozenset(), check=None):
        """Read a file's raw records; NotPlain where they cannot be told apart."""
        for block in blocks(kept.path):
            if check:
                check()
            self.add_block(block, kept)
        self.end_file(ignored)

    def add_block(self, block, kept):
        """The next records of a file, its header first."""
        records = block.records
        if self.header is None and records:
            self.header, *records = records
            _layout(self.header, kept.name)
        _count(records, self.counted)

    def end_file(self, ignored=frozenset()):
        header = sha256(self.header or b"").digest()
        for raw, (records, number) in self.counted.items():
            text, indicator_id = self.met[raw] = self.what_is(raw)
            if indicator_id is not None and text not in ignored:
                self.records[indicator_id] += number
                self.said[indicator_id].append(header + records.digest())
        self.header, self.counted = None, {}

    def what_is(self, raw):
        """(text, indicator or None) of a first field."""
        text = _indicator_text(raw)
        return text, self.known.indicator(text)

    def digests(self):
        """{indicator: digest}"""
        definitions = _definitions(self.said)
        found = {}
        for indicator_id, said in self.said.items():
            whole = sha256(self.seed)
            whole.update(repr(definitions.get(indicator_id)).encode())
            for digest in said:
                whole.update(digest)
            whole.update(str(self.records[indicator_id]).encode())
            found[indicator_id] = whole.hexdigest()
        return found


def _layout(header, name):
    """The first field has to be the indicator: what is not told apart by it is read the slow way."""
    try:
        names = next(csv.reader([header.decode()], strict=True), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotPlain("the header") from error
    layout = Layout(names, name)
    if layout.places["indicator"] != 0:
        raise NotPlain("the indicator is not in the first column")
    return layout


def _count(records, counted):
    """Add each record to the digest of its indicator: {first field: [digest so far, number of records]}."""
    if not records:
        return
    text, raw = b"\n".join(records), _first_field(records[0])
    # A block is mostly of one indicator: then each of its lines begins with the same words, and is a record.
    line_breaks = len(records) - 1
    if raw and text.count(b"\n") == line_breaks == text.count(b"\n%b," % raw):
        _add(counted, raw, text, len(records))
        return
    for raw, run in groupby(filter(None, records), key=_first_field):
        run = list(run)
        _add(counted, raw, b"\n".join(run), len(run))


def _first_field(record):
    return record[: record.find(b",")]


def _add(counted, raw, text, number):
    entry = counted.get(raw)
    if entry is None:
        entry = counted[raw] = [sha256(), 0]
    entry[0].update(text)
    entry[0].update(b"\n")
    entry[1] += number


def _indicator_text(raw):
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise NotPlain("the indicator is no text") from error
    if '"' in text:
        inner = text[1:-1]
        if len(text) < 2 or text[0] != '"' or text[-1] != '"' or '"' in inner:
            raise NotPlain("the indicator in quotation marks")
        text = inner
    return text.strip()


def _seed(known):
    parts = (RULES, sorted(known.areas.items()), sorted(map(repr, known.aliases.items())))
    return sha256(repr(parts).encode()).digest()


def _definitions(indicator_ids):
    columns = (*OF_A_DEFINITION, *RULE_COLUMNS)
    rows = Indicator.objects.filter(pk__in=list(indicator_ids)).order_by().values_list("pk", *columns)
    return {pk: values for pk, *values in rows}


# --- As they are kept ------------------------------------------------------------------------------------------------


def kept_parts(source):
    """{indicator: (digest, rows)}"""
    rows = RefreshPart.objects.filter(source=source).order_by().values_list("indicator", "digest", "rows")
    return {indicator: (digest, number) for indicator, digest, number in rows}


def brought_by(source, parts):
    """All indicators of which this source may have figures."""
    published = Refresh.objects.filter(source=source, outcome__in=Refresh.PUBLISHED)
    if not parts and published.exists():
        # From before there were parts: the only time that all figures are searched for those of one source.
        figures = Observation.objects.filter(source=source).order_by().values("series").distinct()
        return set(Series.objects.filter(pk__in=figures).order_by().values_list("indicator", flat=True).distinct())
    changes = RefreshChange.objects.filter(refresh__source=source).order_by()
    return {*parts, *changes.values_list("indicator", flat=True).distinct()}


def keep_parts(source, parts):
    """Write {indicator: (digest, rows)}."""
    rows = [
        RefreshPart(source=source, indicator_id=indicator_id, digest=digest, rows=number)
        for indicator_id, (digest, number) in sorted(parts.items())
    ]
    RefreshPart.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["source", "indicator"],
        update_fields=["digest", "rows"],
        batch_size=500,
    )


def forget_parts(*, source, indicator_ids=None):
    """Whoever changes a source's figures in another way than by publishing a run calls this, or the next run takes
    what it reads for published. The rows stay, for they are the list of what the source has brought.
    """
    parts = RefreshPart.objects.filter(source=source)
    if indicator_ids is not None:
        parts = parts.filter(indicator__in=set(indicator_ids))
    parts.update(digest="")
