"""How a figure is shown under a disclosure rule: hidden, rounded or as it is. Pure."""

import re
from math import isnan

from indicators.rules.disclosure_table import GIVING_THE_COUNT, RATIOS
from indicators.statistics.disclosure import rounded

# The width of an interval gives the count back.
LIMITS = ("lower_95", "upper_95", "lower_998", "upper_998")
NUMBERS = ("value", *LIMITS, "count", "denominator")
# What is set aside with them: a printed text or a note may repeat the number.
KEPT = (*NUMBERS, "state", "qualifier", "printed", "note")
DIGIT = re.compile(r"\d")


def guards_counts(rule, value_type):
    """Whether counts are secret under the rule. A rule that hides unreliable means alone hides no number of people."""
    return rule.hides_count or value_type in GIVING_THE_COUNT


def hidden(rule, value_type, *, denominator=None):
    """{field: what stands in its place} of a figure that is hidden; its denominator is rounded like all others.

    Of a count or a ratio the value goes with the count whatever the rule says, as either gives the other back.
    """
    fields = dict.fromkeys(LIMITS) | {"printed": "", "note": f"Not shown: small numbers ({rule.name})."}
    if rule.hides_count or value_type in GIVING_THE_COUNT:
        fields["count"] = None
    fields["denominator"] = None if rule.hides_denominator else rounded(denominator, base=rule.rounding_base)
    if rule.hides_value or value_type in GIVING_THE_COUNT:
        fields |= {"value": None, "state": "suppressed", "qualifier": "exact"}
    return fields


def without_denominator():
    """Nobody of however few: the zero stays."""
    return {"denominator": None, "printed": ""}


def as_rounded(figure, rule, *, value_type, multiplier):
    """{field: what stands in its place} of a figure that is shown rounded; empty where there is nothing to round.

    A value that does not follow from the rounded numbers would give the true ones away, so it is hidden. Multiples of
    the base are called "about" as well, or the others would be told apart from them.
    """
    count, denominator = (rounded(number, base=rule.rounding_base) for number in (figure.count, figure.denominator))
    if figure.value is None and count is None and denominator is None:
        return {}
    fields = {"count": count, "denominator": denominator, "printed": "", **dict.fromkeys(LIMITS)}
    if DIGIT.search(figure.note):
        fields["note"] = ""
    if figure.value is None:
        return fields
    if value_type == "count":
        fields["value"] = rounded(figure.value, base=rule.rounding_base)
    elif value_type in RATIOS:
        if count is None or not denominator:
            return hidden(rule, value_type, denominator=denominator)
        fields["value"] = count / denominator * multiplier
    if figure.value and figure.qualifier == "exact" and not isnan(figure.value):
        fields["qualifier"] = "about"
    return fields
