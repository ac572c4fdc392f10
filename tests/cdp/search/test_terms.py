"""What is looked for, and where in a text it was found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdp.search import terms
from cdp.search.terms import QuestionRefused, Term


def said(question):
    return [term.said for term in terms.terms_of(question)]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("", []),
        ("naloxone", ["naloxone"]),
        ("the cost of housing", ["cost", "housing"]),
        ('"prison gate" meeting', ["prison gate", "meeting"]),
        ("needle exchange", ["needle exchange"]),
        ("needle exchanges", ["needle", "exchanges"]),
        ("EXA-2.4", ["EXA-2.4"]),
        ("housing housing", ["housing"]),
        ("what's new?", ["what's", "new"]),
    ],
)
def test_a_question_is_its_terms(question, words):
    assert said(question) == words


@pytest.mark.parametrize("asked", ["OST", "ost", "methadone", "Opioid Agonist Treatment"])
def test_whoever_asks_for_one_of_a_group_finds_the_others(asked):
    (term,) = terms.terms_of(asked)

    assert term.said == asked
    assert {"opioid substitution treatment", "OAT", "buprenorphine"} <= set(term.any_of)


def test_quoted_words_have_no_synonyms():
    assert terms.terms_of('"OST"') == [Term("OST", ("OST",))]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("a", "a word of 2 letters or more"),
        ("the of", "a word of 2 letters or more"),
        ("x" * 101, "100 characters or fewer. You entered 101."),
        ("aa bb cc dd ee ff gg hh ii", "8 words or fewer. You entered 9."),
    ],
    ids=["one letter", "small words", "long", "many"],
)
def test_what_cannot_be_asked_is_said(question, sentence):
    with pytest.raises(QuestionRefused) as refusal:
        terms.terms_of(question)

    assert sentence in str(refusal.value)


def test_an_excerpt_marks_what_was_found_and_breaks_no_word():
    text = f"{'before ' * 40}carry naloxone everywhere {'after ' * 40}"

    pieces = terms.excerpt(text, terms.terms_of("naloxone"))

    assert [piece for piece, is_match in pieces if is_match] == ["naloxone"]
    shown = "".join(piece for piece, _ in pieces)
    assert (shown[:7], shown[-6:]) == ("…before", "after…")
    assert len(shown) < 250


@pytest.mark.parametrize(
    ("text", "found"), [("the cost of it", []), ("on OST since May", ["OST"]), ("methadone", ["methadone"])]
)
def test_an_abbreviation_is_a_word_of_its_own(text, found):
    assert [piece for piece, is_match in terms.excerpt(text, terms.terms_of("OST")) if is_match] == found


@given(st.text(), st.text(min_size=1))
def test_marked_pieces_are_the_text(text, word):
    assert "".join(piece for piece, _ in terms.marked(text, [Term(word, (word,))])) == text


def test_every_group_has_words_of_its_own():
    groups = terms.groups()
    words = [word.casefold() for group in groups for word in group]

    assert all(len(group) > 1 for group in groups)
    assert sorted({word for word in words if words.count(word) > 1}) == []
