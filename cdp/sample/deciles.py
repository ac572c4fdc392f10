"""How figures of Exampleshire and England fall from the most to the least deprived tenth of neighbourhoods. Pure."""

from dataclasses import dataclass

CATEGORY_TYPE = "LSOA21 deprivation deciles within area (IMD2019)"
CATEGORIES = (
    "Most deprived decile",
    "Second most deprived decile",
    "Third more deprived decile",
    "Fourth more deprived decile",
    "Fifth more deprived decile",
    "Fifth less deprived decile",
    "Fourth less deprived decile",
    "Third less deprived decile",
    "Second least deprived decile",
    "Least deprived decile",
)


@dataclass(frozen=True)
class Gradient:
    """In these areas the first tenth has so many times the level of the last; tenths are of one size."""

    areas: tuple[str, ...]
    ratio: float

    def shares(self):
        """Each tenth's level beside that of all, the most deprived first; steep at the top, as deprivation is."""
        last = len(CATEGORIES) - 1
        levels = [1 + (self.ratio - 1) * (1 - place / last) ** 1.6 for place in range(last + 1)]
        return [level * len(levels) / sum(levels) for level in levels]


# Of deaths there are too few in a tenth of Exampleshire to be published.
GRADIENTS = {
    "alcohol-specific-admissions": Gradient(("sample:exampleshire", "sample:england"), 2.6),
    "drug-misuse-deaths": Gradient(("sample:england",), 3.4),
}
# How many of the newest periods have them.
PERIODS = 3
