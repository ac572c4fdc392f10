"""What can be said of a run before a row of it is read."""

import hashlib
import json

import pydantic

from indicators.models import Refresh, SourceKind
from indicators.operations.run_notes import PASSED_OVER, STORED_REJECTS
from indicators.sources import mapped
from indicators.sources.base import UNKNOWN_AREA, SourceNotReadable
from indicators.sources.options import faults_in_words, model_of


def options_of(source):
    """What is asked of the source, checked; SourceNotReadable with what is wrong and what is allowed."""
    try:
        options = model_of(source.kind).model_validate(source.options)
    except pydantic.ValidationError as error:
        sentences = " ".join(faults_in_words(error, model_of(source.kind)))
        raise SourceNotReadable(f"The options of {source} cannot be used. {sentences}") from error
    if source.kind == SourceKind.MAPPED:
        return mapped.with_layout(options, getattr(source, "mapping", None))
    return options


def digest_of_reading(source):
    """Of whatever decides what a file of the source means, besides our own definitions and areas."""
    mapping = getattr(source, "mapping", None)
    aliases = source.aliases.order_by("field", "text").values_list("field", "text", "area", "indicator", "value")
    said = [source.options, mapping and mapping.layout, list(aliases)]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def is_read_already(run, known):
    """Whether these bytes were the last to be published, and nothing that they left out could be taken in now."""
    published = Refresh.objects.filter(source=run.source, outcome__in=Refresh.PUBLISHED).order_by(
        "-published_at", "-pk"
    )
    last = published.first()
    if last is None or not run.sha256 or (last.sha256, last.read_with) != (run.sha256, run.read_with):
        return False
    read = published.filter(sha256=run.sha256, rows_read__gt=0).first()
    if read is None or read.rejected > STORED_REJECTS:
        return False
    left_out = list(read.rejects.values_list("value", "reason"))
    if len(left_out) >= STORED_REJECTS:
        return False
    return not any(_is_known_now(value, reason, known) for value, reason in left_out)


def _is_known_now(value, reason, known):
    if reason == UNKNOWN_AREA:
        return known.area(value) is not None or known.area_named(value) is not None
    return reason.startswith(PASSED_OVER) and known.indicator(value) is not None
