import pytest

from indicators.models import QualityFinding


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("16% vs 18% (key: young-people-neet-in-treatment, E92000001, 2020/21, Persons, Under 18, no category)",
         "16% vs 18%"),
        ("1 vs 2 (key: some-code, E06000042, 2020 (provisional), Persons)", "1 vs 2"),
        ("3.9 with limits 5.7 and 7.6 (see Table 2)", "3.9 with limits 5.7 and 7.6 (see Table 2)"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_finding_shows_its_values_without_a_key_of_codes(values, said):
    assert QualityFinding(values=values).values_in_words == said
