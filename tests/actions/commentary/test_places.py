"""Places in a sentence: which there are, how they fill, and when words are at odds with figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.commentary import places
from actions.commentary.places import PlacesRefused

WORDS = {"value": "46.3%", "period": "2024/25", "england": ""}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("It fell to {value} in {period}.", "It fell to 46.3% in 2024/25."),
        ("No place at all.", "No place at all."),
        ("England had {england}.", "England had (not known)."),
        ("A {{brace}} that is meant", "A {brace} that is meant"),
        ("{value}{value}", "46.3%46.3%"),
        ("{{{value}}}", "{46.3%}"),
    ],
)
def test_places_fill_with_words(text, read):
    places.used(text)

    assert places.filled(text, WORDS) == read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{rate}", "{rate} is no place that can be filled. Use {value}, {period}"),
        ("{value.pk}", "{value.pk} is no place"),
        ("{0}", "{0} is no place"),
        ("{value:>9}", "{value:>9} is no place"),
        ("{}", "{} is no place"),
        ("{value", "A brace opens and closes a place"),
        ("value}", "A brace opens and closes a place"),
    ],
    ids=["unknown", "attribute", "number", "width", "empty", "never closed", "never opened"],
)
def test_what_is_no_place_is_refused_with_what_is_allowed(text, said):
    with pytest.raises(PlacesRefused) as refusal:
        places.used(text)

    assert said in str(refusal.value)


@given(st.text())
def test_doubling_the_braces_says_any_text(text):
    doubled = text.replace("{", "{{").replace("}", "}}")

    assert places.used(doubled) == ()
    assert places.filled(doubled, {}) == text


@given(st.text())
def test_words_that_fill_a_place_are_never_read_as_places(words):
    assert places.filled("{value}", {"value": words}) == (words or places.EMPTY)


@pytest.mark.parametrize(
    ("trend", "since_then", "newest"),
    [
        ("getting_worse", "better", "worse"),
        ("getting_better", "not_compared", "better"),
        ("no_change", "worse", "no_change"),
        ("not_enough_data", "worse", "worse"),
        ("not_enough_data", "similar", "no_change"),
        ("rising", "not_compared", ""),
        ("cannot_say", "higher", ""),
    ],
)
def test_the_official_test_speaks_before_the_last_two_figures(trend, since_then, newest):
    assert places.direction(trend=trend, since_then=since_then) == newest


@pytest.mark.parametrize(
    ("claim", "newest", "is_contradicted"),
    [
        ("better", "worse", True),
        ("better", "no_change", True),
        ("no_change", "worse", True),
        ("better", "better", False),
        ("", "worse", False),
        ("better", "", False),
    ],
)
def test_words_are_contradicted_by_what_is_known_alone(claim, newest, is_contradicted):
    assert places.contradicts(claim, newest) is is_contradicted
