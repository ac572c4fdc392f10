"""How each figure of Exampleshire and its comparators runs over the years: the story, drawn around by figures.py.

Levels are in the unit of the indicator. A short list is stretched evenly over all the years, the newest last.
"""

from dataclasses import dataclass

MODELLED = "Value is modelled or synthetic estimate"
PROVISIONAL = "Value is provisional"

# How long after its last day a period is published. Those that are released late leave one period to be released next.
AUTUMN = 215
TEN_MONTHS = 290
RELEASED_LATE = 400


@dataclass(frozen=True)
class Trajectory:
    """One indicator: whom it counts, for which periods, and how it runs in each kind of area."""

    indicator: str
    per_year: int  # people (or events) in the denominator of Exampleshire, each year
    exampleshire: tuple[float, ...]
    england: tuple[float, ...]
    region: tuple[float, ...]
    neighbours: tuple[float, ...]
    spread: float = 0.12  # how far neighbours lie apart, as a share of their level
    years: str = "financial"
    span: int = 1
    points: int = 10
    lag: int = TEN_MONTHS
    age: str = "All ages"
    note: str = ""
    # Exampleshire, England, region and neighbours in the period that --next-release brings.
    next_values: tuple[float, float, float, float] | None = None
    # Kept by the partnership itself: not in the downloaded file.
    is_local: bool = False
    newest_note: str = ""


RESIDENTS, ADULTS, UNDER_18, AGED_15_TO_24, AGED_15_TO_64 = 620_000, 486_000, 132_000, 69_600, 398_000

TRAJECTORIES = [
    Trajectory(
        "prison-continuity-of-care", 326, (55.0, 56.5, 58.5, 59.0, 58.8, 57.8, 54.6, 49.8, 46.3),
        (50.5, 53.0, 55.8), (49.5, 51.5, 53.0), (48.0, 50.0, 50.9),
        lag=AUTUMN, points=9, age="18+ yrs",
    ),
    Trajectory(
        "adults-in-drug-treatment-rate", AGED_15_TO_64, (4.1, 4.1, 4.2, 4.3, 4.6, 4.9, 5.2),
        (4.4, 4.4, 4.6), (4.2, 4.2, 4.4), (4.3, 4.3, 4.5), age="18+ yrs",
    ),
    Trajectory(
        "unmet-need-ocu", 2_910, (54.0, 54.5, 55.0, 54.8, 54.4, 53.9, 53.4, 52.8),
        (52.5, 53.6, 54.2), (53.0, 54.0, 53.8), (53.5, 54.5, 53.9),
        lag=RELEASED_LATE, age="15-64 yrs", next_values=(52.1, 54.0, 53.6, 53.7), note=MODELLED,
    ),
    Trajectory(
        "unmet-need-alcohol", 6_350, (79.0, 79.4, 79.2, 79.0, 78.9),
        (80.5, 80.2, 79.1), (80.1, 79.6, 78.8), (79.8, 79.5, 79.0),
        spread=0.03, lag=RELEASED_LATE, age="18+ yrs", note=MODELLED,
    ),
    Trajectory(
        "opiate-crack-prevalence", AGED_15_TO_64, (7.4, 7.3, 7.3), (8.9, 8.7, 9.5), (7.9, 7.9, 8.0), (7.6, 7.5, 7.7),
        points=3, lag=RELEASED_LATE, age="15-64 yrs", note=MODELLED,
    ),
    Trajectory(
        "successful-completion-opiate", 1_450, (5.6, 5.5, 5.4, 5.5), (5.8, 5.4, 5.1), (5.6, 5.4, 5.2), (5.7, 5.5, 5.3),
        years="calendar", lag=RELEASED_LATE, age="18+ yrs", next_values=(5.6, 5.1, 5.2, 5.3),
    ),
    Trajectory(
        "successful-completion-non-opiate", 640, (31, 30, 29, 28, 28.5, 29, 31.5, 34.5, 38, 41.5),
        (36.5, 33.8, 33.2), (35.9, 33.5, 33.0), (35.0, 33.8, 33.6),
        years="calendar", lag=RELEASED_LATE, age="18+ yrs",
    ),
    Trajectory(
        "successful-completion-alcohol", 1_141, (37.4, 36.2, 35.8, 36.1, 37.6, 39.8, 42.4, 45.0),
        (38.2, 36.0, 36.8), (37.0, 35.5, 35.9), (37.6, 36.4, 37.2), years="calendar", lag=RELEASED_LATE, age="18+ yrs",
    ),
    Trajectory(
        "hepatitis-b-vaccination-completed", 520, (17.5, 16.8, 17.2, 17.0), (15.9, 15.2, 14.9), (16.4, 16.0, 15.8),
        (16.0, 15.7, 15.4), points=8, age="18+ yrs",
    ),
    Trajectory(
        "drug-misuse-deaths", RESIDENTS, (4.4, 4.5, 4.7, 4.9, 5.1, 5.9, 6.8, 7.6), (4.3, 4.9, 5.2, 5.6, 6.0),
        (4.0, 4.6, 5.0, 5.3, 5.6), (4.7, 5.3, 5.9, 6.6), years="calendar", span=3, lag=AUTUMN,
    ),
    Trajectory(
        "alcohol-specific-mortality", RESIDENTS, (10.8, 11.2, 11.9, 12.2, 12.9), (10.6, 11.4, 12.9, 14.1),
        (10.1, 10.8, 12.0, 12.8), (10.2, 10.9, 11.6, 12.2), years="calendar", span=3,
    ),
    Trajectory(
        "alcohol-related-mortality", RESIDENTS, (37.4, 37.0, 38.1, 37.8), (37.0, 37.9, 39.8), (36.5, 37.2, 38.4),
        (36.9, 37.5, 38.6), spread=0.08, years="calendar",
    ),
    Trajectory(
        "alcoholic-liver-disease-mortality-under-75", RESIDENTS - 60_000, (8.4, 8.9, 9.4, 10.1), (8.7, 9.6, 10.8),
        (8.3, 9.1, 10.0), (8.2, 9.0, 9.8), years="calendar", span=3, age="<75 yrs",
    ),
    Trajectory(
        "chronic-liver-disease-mortality", RESIDENTS, (12.3, 12.8, 13.4, 13.8), (12.1, 13.0, 14.3), (11.8, 12.6, 13.6),
        (11.9, 12.6, 13.5), years="calendar", span=3,
    ),
    Trajectory(
        "alcohol-specific-admissions", RESIDENTS, (548, 552, 546, 550), (570, 585, 612), (540, 556, 578),
        (545, 558, 566), spread=0.15,
    ),
    Trajectory(
        "alcohol-related-admissions-narrow", RESIDENTS, (438, 441, 440, 446, 458, 473, 489, 508), (470, 478, 475),
        (455, 464, 466), (460, 466, 468), lag=RELEASED_LATE, next_values=(519, 476, 467, 469),
    ),
    Trajectory(
        "alcohol-related-admissions-broad", RESIDENTS, (1710, 1722, 1716, 1720), (1760, 1790, 1824), (1705, 1730, 1751),
        (1720, 1738, 1749), spread=0.1,
    ),
    Trajectory(
        "alcohol-specific-admissions-under-18", UNDER_18, (34.2, 31.5, 28.0, 25.1, 22.6), (32.0, 28.5, 25.3),
        (31.0, 28.1, 25.9), (32.4, 29.9, 27.2), spread=0.2, span=3, age="<18 yrs",
    ),
    Trajectory(
        "substance-misuse-admissions-15-24", AGED_15_TO_24, (84.0, 78.2, 69.4, 61.3), (82.0, 72.5, 57.8),
        (80.0, 69.8, 55.1), (83.0, 75.5, 63.0), span=3, age="15-24 yrs",
    ),
    Trajectory(
        "drinking-over-14-units", 410, (24.8, 23.6), (25.7, 22.8), (25.0, 22.1), (25.2, 22.9),
        spread=0.08, years="calendar", span=4, points=2, age="18+ yrs",
    ),
    Trajectory(
        "adults-abstaining", 410, (15.2, 15.9), (15.5, 16.2), (15.0, 15.8), (15.3, 16.0),
        years="calendar", span=4, points=2, age="18+ yrs",
    ),
    Trajectory(
        "recorded-drug-offence-rate", RESIDENTS, (2.4, 2.5, 2.6, 2.8, 3.0, 3.3), (2.9, 2.8, 2.7), (3.0, 2.9, 2.9),
        (3.0, 3.0, 3.1), lag=120, is_local=True,
    ),
    Trajectory(
        "proven-reoffending", 1_870, (27.6, 27.9, 27.1, 27.4), (28.4, 27.2, 26.6), (27.9, 27.0, 26.8),
        (28.1, 27.5, 27.2), spread=0.06, points=7, lag=RELEASED_LATE, is_local=True,
    ),
    Trajectory(
        "alcohol-dependence-prevalence", ADULTS, (13.4, 13.2, 13.3), (13.9, 13.7, 13.7), (13.6, 13.3, 13.2),
        (13.5, 13.3, 13.2), spread=0.06, points=6, lag=RELEASED_LATE, age="18+ yrs", is_local=True,
    ),
    Trajectory(
        "drug-poisoning-admissions", RESIDENTS, (49.8, 51.0, 50.2, 45.4, 41.0), (50.5, 49.9, 48.2), (47.8, 46.0, 44.9),
        (51.0, 52.0, 52.3), is_local=True,
    ),
    Trajectory(
        "treatment-progress", 2_179, (46.9, 48.2, 48.0, 48.6, 49.2), (46.2, 46.9, 47.4), (46.8, 47.9, 48.6),
        (46.5, 47.3, 47.9), spread=0.05, points=6, lag=120, age="18+ yrs", is_local=True,
    ),
    Trajectory(
        "stable-accommodation", 1_980, (83.2, 83.6, 82.9, 83.4), (83.8, 84.0, 84.3), (83.5, 83.9, 84.2),
        (83.0, 83.3, 83.6), spread=0.03, points=7, age="18+ yrs", is_local=True,
    ),
    Trajectory(
        "children-in-need-drug-factor", 2_769, (18.9, 18.6, 18.1, 17.6, 17.3, 17.0), (17.2, 17.0, 16.8),
        (16.8, 16.3, 15.9), (17.0, 16.6, 16.1), points=8, lag=AUTUMN, age="0-17 yrs", is_local=True,
    ),
    Trajectory(
        "adults-in-treatment", 1, (2480, 2460, 2510, 2590, 2690, 2814, 2951), (271000, 290000, 318000),
        (23400, 24900, 26800), (2210, 2300, 2410), lag=60, age="18+ yrs", is_local=True, newest_note=PROVISIONAL,
    ),
    Trajectory(
        "young-people-in-treatment", 1, (171, 163, 152, 149, 159, 168), (15700, 11900, 14300), (1380, 1110, 1290),
        (150, 128, 141), lag=60, age="<18 yrs", is_local=True, newest_note=PROVISIONAL,
    ),
    Trajectory(
        "suspensions-drugs-alcohol", 1, (88, 96, 61, 104, 123, 145, 172), (10400, 9800, 15700), (890, 860, 1390),
        (92, 85, 128), is_local=True,
    ),
]  # fmt: skip
