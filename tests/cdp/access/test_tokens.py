"""What a personal token looks like."""

import re

import pytest

from cdp.access import tokens


def test_a_token_has_its_mark_its_prefix_and_forty_letters():
    new = tokens.new()

    assert re.fullmatch(r"cdp_[0-9A-Za-z]{8}_[0-9A-Za-z]{40}", new.text)
    assert new.text[4:12] == new.prefix == tokens.prefix_of(new.text)
    assert tokens.is_same(new.text, new.digest)


def test_no_two_are_the_same():
    assert len({tokens.new().text for _ in range(200)}) == 200


def test_the_check_at_the_end_is_the_same_for_ever():
    """Another way of reckoning would refuse every token that is out."""
    assert tokens.prefix_of("cdp_AAAAAAAA_00000000000000000000000000000000004A68Jq") == "AAAAAAAA"


@pytest.mark.parametrize("place", range(4, 53))
def test_one_wrong_letter_anywhere_is_seen(place):
    text = tokens.new().text
    other = "a" if text[place] != "a" else "b"

    with pytest.raises(tokens.NotAToken):
        tokens.prefix_of(text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize("text", ["", "cdp_", "cdp_short_x", "ghp_AAAAAAAA_" + "0" * 40, "cdp_ÄÄÄÄÄÄÄÄ_" + "0" * 40])
def test_what_was_never_a_token_is_refused(text):
    with pytest.raises(tokens.NotAToken):
        tokens.prefix_of(text)


def test_the_text_stands_in_no_traceback():
    new = tokens.new()

    assert new.text not in repr(new)
