"""Where an official definition and ours say different things about one indicator. Pure.

The official words are those of Fingertips' metadata: an answer in JSON, and its CSV, which alone says the polarity.
"""

from dataclasses import dataclass
from enum import StrEnum

from indicators.models.indicator import IndicatorPolarity, ValueType

# What Fingertips calls our kinds of figure; a rate of a kind that is not stated may be any of them.
OFFICIAL_TYPES = {
    "proportion": {ValueType.PROPORTION},
    "crude rate": {ValueType.CRUDE_RATE, ValueType.RATE},
    "directly standardised rate": {ValueType.DIRECTLY_STANDARDISED_RATE, ValueType.RATE},
    "indirectly standardised rate": {ValueType.RATE},
    "indirectly standardised ratio": {ValueType.RATIO},
    "ratio": {ValueType.RATIO},
    "count": {ValueType.COUNT, ValueType.MONEY},
    "mean": {ValueType.MEAN},
    "score": {ValueType.RANK},
}
OFFICIAL_POLARITIES = {
    "rag - high is good": IndicatorPolarity.HIGHER_IS_BETTER,
    "high is good": IndicatorPolarity.HIGHER_IS_BETTER,
    "rag - low is good": IndicatorPolarity.LOWER_IS_BETTER,
    "low is good": IndicatorPolarity.LOWER_IS_BETTER,
    "bob - blue orange blue": IndicatorPolarity.NOT_JUDGED,
    "no judgement": IndicatorPolarity.NOT_JUDGED,
    "not applicable": IndicatorPolarity.NOT_JUDGED,
}
# By which we fill in limits that a source leaves out (rules/limits.py); other kinds of figure get none from us.
OUR_METHODS = {ValueType.PROPORTION: "Wilson", ValueType.CRUDE_RATE: "Byar"}
NO_METHOD = ("no confidence intervals", "unknown", "other method")


class Part(StrEnum):
    """What a difference is about."""

    UNIT = "unit"
    MULTIPLIER = "multiplier"
    VALUE_TYPE = "value_type"
    INTERVAL = "interval"
    POLARITY = "polarity"
    MISSING = "missing"


PART_WORDS = {
    Part.UNIT: "Unit",
    Part.MULTIPLIER: "Multiplier",
    Part.VALUE_TYPE: "Kind of figure",
    Part.INTERVAL: "Confidence interval",
    Part.POLARITY: "Polarity",
    Part.MISSING: "Not found",
}


@dataclass(frozen=True)
class Official:
    """What the official metadata says of an indicator; "" or None for what it does not say."""

    number: int
    name: str = ""
    unit: str = ""
    multiplier: float | None = None
    value_type: str = ""
    interval_method: str = ""
    year_type: str = ""
    polarity: str = ""
    definition: str = ""
    data_source: str = ""
    uploaded_at: str = ""


@dataclass(frozen=True)
class Difference:
    part: Part
    sentence: str

    @property
    def heading(self):
        return PART_WORDS[self.part]


def official_of(number, entry, row=None):
    """From an indicator's entry in the JSON and, where there is one, its row of the CSV by heading."""
    entry, row = entry or {}, row or {}
    told = entry.get("Descriptive") or {}
    unit, changed = entry.get("Unit") or {}, entry.get("DataChange") or {}
    uploaded_at = changed.get("LastUploadedAt") or ""
    return Official(
        number=number,
        name=_text(told.get("Name")) or _text(row.get("Indicator")),
        unit=_text(unit.get("Label")) or _text(row.get("Unit")),
        multiplier=unit.get("Value"),
        value_type=_text((entry.get("ValueType") or {}).get("Name")) or _text(row.get("Value type")),
        interval_method=_text((entry.get("ConfidenceIntervalMethod") or {}).get("Name")),
        year_type=_text((entry.get("YearType") or {}).get("Name")) or _text(row.get("Year type")),
        polarity=_text(row.get("Polarity")),
        definition=_text(told.get("Definition")) or _text(row.get("Definition")),
        data_source=_text(told.get("DataSource")) or _text(row.get("Data source")),
        # The first year of all is the service's null.
        uploaded_at="" if uploaded_at.startswith("0001") else uploaded_at,
    )


def definition_differences(metadata, indicators):
    """{code: [Difference]} for each of these indicators that has an official number.

    `metadata` is {number: Official}. A name is not set against ours: it is ours on purpose.
    """
    return {
        indicator.code: _differences(metadata.get(indicator.fingertips_id), indicator)
        for indicator in indicators
        if indicator.fingertips_id
    }


def _differences(official, ours):
    if official is None:
        return [Difference(Part.MISSING, f"The official metadata has no indicator {ours.fingertips_id}.")]
    found = [_unit(official, ours), _multiplier(official, ours), _value_type(official, ours)]
    found += [_interval(official, ours), _polarity(official, ours)]
    return [one for one in found if one]


def _unit(official, ours):
    if not official.unit or _plain(official.unit) == _plain(ours.unit):
        return None
    return Difference(Part.UNIT, f"Theirs is “{official.unit}”, ours “{ours.unit}”.")


def _multiplier(official, ours):
    if official.multiplier is None or official.multiplier == ours.multiplier:
        return None
    return Difference(
        Part.MULTIPLIER,
        f"Theirs is {official.multiplier:,.10g}, ours {ours.multiplier:,}: shares would be scaled apart.",
    )


def _value_type(official, ours):
    if not official.value_type or ours.value_type in OFFICIAL_TYPES.get(_plain(official.value_type), ()):
        return None
    words = ValueType(ours.value_type).label
    return Difference(Part.VALUE_TYPE, f"Theirs is “{official.value_type}”, ours “{words}”.")


def _interval(official, ours):
    """Only where a limit that we fill in would be made by another method than theirs."""
    method, theirs = OUR_METHODS.get(ours.value_type), _plain(official.interval_method)
    if not method or not theirs or theirs.startswith(method.casefold()):
        return None
    if theirs.startswith(NO_METHOD):
        said = "Theirs are made by a method that is not named" if "other" in theirs else "Theirs has none"
        return Difference(
            Part.INTERVAL, f"{said} (“{official.interval_method}”); where one is missing, ours is {method}’s."
        )
    return Difference(
        Part.INTERVAL, f"Theirs is by “{official.interval_method}”; where one is missing, ours is {method}’s."
    )


def _polarity(official, ours):
    if not official.polarity:
        return None
    theirs = OFFICIAL_POLARITIES.get(_plain(official.polarity))
    if theirs == ours.polarity:
        return None
    words = IndicatorPolarity(ours.polarity).label
    return Difference(Part.POLARITY, f"Theirs is “{official.polarity}”, ours “{words}”: standings are judged apart.")


def _text(value):
    return " ".join(str(value or "").split())


def _plain(text):
    return " ".join(text.split()).casefold()
