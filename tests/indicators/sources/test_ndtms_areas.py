"""Which area of ours an NDTMS name or code means."""

import datetime

import pytest

from indicators.sources import ndtms
from indicators.sources.base import UNKNOWN_AREA, Known

CODES = [
    "E92000001", "E12000007", "E09000001", "E06000023", "E06000047", "E06000049", "E06000055", "E06000004", "E06000033",
    "E08000013", "E08000016", "E08000038", "E10000023", "E06000065", "E06000052", "E06000053", "E06000058", "E08000003",
    "E06000010", "E06000019", "E10000009", "E06000059",
]  # fmt: skip
AREAS = {code: place for place, code in enumerate(CODES)}
KNOWN = Known(indicators={}, areas=AREAS)
NOW = datetime.date(2026, 5, 31)


def code_of(text, on=NOW, known=KNOWN):
    return CODES[ndtms.find_area(text, known=known, on=on).area_id]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("England", "E92000001"),
        ("ENGLAND", "E92000001"),
        ("Bristol", "E06000023"),
        ("Bristol, City of", "E06000023"),
        ("Durham", "E06000047"),
        ("County Durham", "E06000047"),
        ("Stockton", "E06000004"),
        ("Southend", "E06000033"),
        ("Bedford Borough", "E06000055"),
        ("Cheshire East UA", "E06000049"),
        ("St. Helens", "E08000013"),
        ("Kingston Upon Hull", "E06000010"),
        ("Herefordshire, County of", "E06000019"),
        ("Bournemouth, Christchurch & Poole", "E06000058"),
        # The region and the authority are two places.
        ("London", "E12000007"),
        ("City of London", "E09000001"),
        ("B18B", "E08000003"),
        ("00EQ", "E06000049"),
        ("a02b", "E06000047"),
        ("E06000065", "E06000065"),
        ("  North   Yorkshire ", "E06000065"),
        ("North Yorkshire (pre April 2023)", "E10000023"),
        ("Barnsley (discontinued)", "E08000016"),
        ("Barnsley (from April 2026)", "E08000038"),
    ],
)
def test_a_name_or_a_code_means_one_area(text, code):
    assert code_of(text) == code


@pytest.mark.parametrize(
    ("text", "on", "code"),
    [
        ("North Yorkshire", datetime.date(2023, 3, 31), "E10000023"),
        ("North Yorkshire", datetime.date(2024, 3, 31), "E06000065"),
        ("D16B", datetime.date(2024, 3, 31), "E06000065"),
        ("Dorset", datetime.date(2018, 3, 31), "E10000009"),
        ("Dorset", datetime.date(2020, 3, 31), "E06000059"),
        ("Barnsley", datetime.date(2025, 3, 31), "E08000016"),
        ("Barnsley", datetime.date(2026, 3, 31), "E08000038"),
    ],
)
def test_of_several_codes_of_a_name_the_period_says_which(text, on, code):
    assert code_of(text, on) == code


def test_a_renumbered_place_is_found_under_its_other_code_and_a_reorganised_one_is_not():
    known = Known(indicators={}, areas={"E08000016": AREAS["E08000016"], "E06000065": AREAS["E06000065"]})

    assert code_of("Barnsley", NOW, known) == "E08000016"
    with pytest.raises(ndtms.NotAnArea, match=UNKNOWN_AREA):
        code_of("North Yorkshire", datetime.date(2019, 3, 31), known)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "Cornwall & Isles of Scilly",
            "Cornwall and Isles of Scilly is 2 authorities counted together, which is no area here.",
        ),
        ("K13B", "Cornwall and Isles of Scilly is 2 authorities counted together, which is no area here."),
        ("Middle-earth", UNKNOWN_AREA),
        # A mark that nobody has seen yet is a question for a person.
        ("Barnsley (provisional)", UNKNOWN_AREA),
        ("Manchester (discontinued)", UNKNOWN_AREA),
        ("", "The area is missing."),
    ],
)
def test_what_is_no_area_of_ours_says_why(text, reason):
    with pytest.raises(ndtms.NotAnArea) as refused:
        code_of(text)

    assert str(refused.value) == reason


def test_what_the_data_lead_has_said_comes_first():
    known = Known(indicators={}, areas=AREAS, aliases={("area", "cornwall & isles of scilly"): AREAS["E06000052"]})

    assert code_of("Cornwall & Isles of Scilly", known=known) == "E06000052"


def test_a_name_that_the_reference_does_not_have_is_looked_for_among_all_areas():
    known = Known(indicators={}, areas={"E06000900": 0}, areas_by_name={"northshire": (0,)})

    assert ndtms.find_area("Northshire", known=known, on=NOW).area_id == 0


@pytest.mark.parametrize(
    ("text", "start", "end", "existed"),
    [
        ("North Yorkshire (pre April 2023)", datetime.date(2023, 4, 1), datetime.date(2024, 3, 31), False),
        ("North Yorkshire (pre April 2023)", datetime.date(2022, 6, 1), datetime.date(2023, 5, 31), True),
        ("Barnsley (from April 2026)", datetime.date(2025, 4, 1), datetime.date(2026, 3, 31), False),
        ("Barnsley", datetime.date(2015, 4, 1), datetime.date(2016, 3, 31), True),
        ("Manchester", datetime.date(2015, 4, 1), datetime.date(2016, 3, 31), True),
    ],
)
def test_an_area_is_known_to_have_ended_or_not_to_have_begun(text, start, end, existed):
    assert ndtms.find_area(text, known=KNOWN, on=end).existed_in(start, end) is existed


def test_every_line_of_the_reference_names_codes_of_the_same_form():
    listed = {place for places in ndtms.places().values() for place in places}

    assert len(listed) > 170
    assert all(len(code) == 9 and code[0] == "E" for place in listed for code in place.codes)
    assert all(place.first is None or place.last is None or place.first <= place.last for place in listed)


@pytest.mark.parametrize(
    ("label", "group"),
    [
        ("Opiate", "Opiates"),
        ("OPIATES", "Opiates"),
        ("Opioids", "Opiates"),
        ("Non-opiate only", "Non-opiates only"),
        ("NON-OPIATES ONLY", "Non-opiates only"),
        ("Non-opioids only", "Non-opiates only"),
        ("Non-opiate & alcohol", "Non-opiates and alcohol"),
        ("alcohol & non-opiates", "Non-opiates and alcohol"),
        ("Alcohol only", "Alcohol only"),
        ("TOTAL", ""),
        ("", ""),
        # Alcohol with or without drugs is no group of its own.
        ("Alcohol", None),
        ("Ketamine", None),
    ],
)
def test_a_label_means_one_substance_group(label, group):
    assert ndtms.group_of(label) == group


@pytest.mark.parametrize(
    ("text", "cohort", "age"),
    [
        ("Total", "adults", "18+"),
        ("TOTAL", "young_people", "Under 18"),
        ("18-29", "adults", "18-29"),
        ("50+", "adults", "50+"),
        ("18+ yrs", "adults", "18+"),
        ("14-15", "young_people", "14-15"),
        ("Under 14", "young_people", "Under 14"),
        ("<18 yrs", "young_people", "Under 18"),
        ("18-29", "young_people", None),
        ("14-15", "adults", None),
        ("old", "adults", None),
    ],
)
def test_an_age_fits_the_people_whom_the_file_is_about(text, cohort, age):
    assert ndtms.age_of(text, cohort) == age
