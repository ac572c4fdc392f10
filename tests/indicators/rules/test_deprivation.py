import pytest

from indicators.rules.deprivation import Place, is_by_deprivation, place, unit


@pytest.mark.parametrize(
    ("category", "number", "of"),
    [
        ("Most deprived decile", 1, 10),
        ("Second most deprived decile (IMD2019)", 2, 10),
        ("Fifth more deprived decile", 5, 10),
        ("Fifth less deprived decile", 6, 10),
        ("Second least deprived decile", 9, 10),
        ("Least deprived decile", 10, 10),
        ("Most deprived quintile", 1, 5),
        ("Middle quintile", 3, 5),
        ("Least deprived quintile (IMD2015)", 5, 5),
        ("Decile 4", 4, 10),
        ("Quintile 5 - least deprived", 5, 5),
    ],
)
def test_a_group_has_its_place_from_the_most_deprived_on(category, number, of):
    assert place(category) == Place(number, of)


@pytest.mark.parametrize("category", ["", "Opiates", "Decile 11", "Quintile 0", "Deprived areas"])
def test_what_tells_no_place_has_none(category):
    assert place(category) is None


@pytest.mark.parametrize(
    ("category_type", "words"),
    [
        ("LSOA21 deprivation deciles within area (IMD2019)", "neighbourhoods"),
        ("County & UA deprivation deciles in England (IMD2019)", "council areas"),
        ("General Practice deprivation deciles: (IMD 2010)", "GP practices"),
        ("Deprivation", "areas"),
    ],
)
def test_what_is_ordered_by_deprivation_is_said(category_type, words):
    assert (unit(category_type), is_by_deprivation(category_type)) == (words, True)
