"""Data quality as rules over figures: what cannot be right, found from the figures alone. Pure, no database.

A rule is a function from a Book (figures with what is known of their indicators and areas) to findings. It reads no
note and no mark that a person made; what arithmetic cannot know is in indicators/reference/relations.yaml.
"""

from indicators.rules.quality.registry import BY_ID, RULES, Reach, Rule, Weight, check
from indicators.rules.quality.rows import AreaFacts, Book, FigureRow, Found, IndicatorFacts

__all__ = [
    "BY_ID", "RULES", "AreaFacts", "Book", "FigureRow", "Found", "IndicatorFacts", "Reach", "Rule", "Weight", "check",
]  # fmt: skip
