"""What kept files of a run say besides figures: the official definitions, and the areas of the service."""

import csv
import json

from indicators.sources.base import SourceNotReadable


def metadata_in(kept):
    """{indicator: what the JSON says of it}; SourceNotReadable where the file is something else."""
    answer = _json(kept)
    if not isinstance(answer, dict) or not all(isinstance(one, dict) for one in answer.values()):
        raise SourceNotReadable(f"{kept.name} is not an object of indicators as Fingertips gives it.")
    return answer


def metadata_rows_in(kept):
    """{indicator: its row of the metadata CSV by heading}."""
    try:
        with kept.path.open(encoding="utf-8-sig", newline="") as file:
            return {row["Indicator ID"].strip(): row for row in csv.DictReader(file, strict=True)}
    except (csv.Error, UnicodeDecodeError, KeyError, AttributeError) as error:
        raise SourceNotReadable(f"{kept.name} is not the metadata CSV of Fingertips.") from error


def areas_in(kept):
    """[(code, name)]"""
    answer = _json(kept)
    if not isinstance(answer, list) or not all(isinstance(one, dict) and "Code" in one for one in answer):
        raise SourceNotReadable(f"{kept.name} is not a list of areas as Fingertips gives it.")
    return [(one["Code"], one.get("Name", "")) for one in answer]


def _json(kept):
    try:
        return json.loads(kept.path.read_bytes())
    except ValueError as error:
        raise SourceNotReadable(f"{kept.name} is not JSON: {error}.") from error
