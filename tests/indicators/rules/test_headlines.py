import pytest

from indicators.rules.headlines import Candidate, choose_headline


def candidate(series_id, observations=1, age="", sex="Persons", category_type="", category="", unpublished=0):
    return Candidate(series_id, sex, age, category_type, category, observations, unpublished)


@pytest.mark.parametrize(
    ("candidates", "chosen"),
    [
        ([], None),
        ([candidate(1, sex="Male"), candidate(2, category_type="Substance", category="Opiates")], None),
        ([candidate(1, observations=0)], None),
        ([candidate(1, 2), candidate(2, 5, age="11-15")], 2),
        ([candidate(1, age="18+"), candidate(2, age="All ages")], 2),
        ([candidate(1, age="15-64"), candidate(2, age="18+")], 2),
        ([candidate(1, age="15"), candidate(2, age="15-64"), candidate(3, age="11-15")], 2),
        ([candidate(1, age="Under 18"), candidate(2, age="Adults")], 2),
        ([candidate(9, age="Year 6"), candidate(3, age="Year 10")], 3),
        ([candidate(1, 1), candidate(2, 0, unpublished=9)], 1),
        ([candidate(1, 2, age="18+"), candidate(2, 2, age="15-64", unpublished=9)], 1),
        ([candidate(1, 0, unpublished=1), candidate(2, 0, unpublished=2, age="18+")], 2),
        ([candidate(1, 1, sex="Male"), candidate(2, 0, unpublished=1)], 2),
    ],
)
def test_the_headline_is_about_everybody_and_has_most_observations(candidates, chosen):
    for order in (candidates, candidates[::-1]):
        headline = choose_headline(order)

        assert (headline.series_id if headline else None) == chosen
