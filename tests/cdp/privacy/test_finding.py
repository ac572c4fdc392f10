"""What looks like personal data, and what only resembles it."""

import datetime
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdp.privacy.finding import AREAS, Kind, find, is_nhs_number

TODAY = datetime.date(2026, 11, 22)
# 943 476 5919 and 450 557 7104 are the examples of the NHS Data Dictionary and of its documentation for developers.
FOUND = [
    ("Seen: 943 476 5919.", Kind.NHS_NUMBER, "943 476 5919"),
    ("Seen: 9434765919", Kind.NHS_NUMBER, "9434765919"),
    ("(450-557-7104)", Kind.NHS_NUMBER, "450-557-7104"),
    ("NHS no.943 476 5919", Kind.NHS_NUMBER, "943 476 5919"),
    ("943\u00a0476\u00a05919", Kind.NHS_NUMBER, "943\u00a0476\u00a05919"),
    ("born 12/03/1985", Kind.DATE_OF_BIRTH, "12/03/1985"),
    ("DOB: 12.3.85", Kind.DATE_OF_BIRTH, "12.3.85"),
    ("D.O.B. 12-03-1985", Kind.DATE_OF_BIRTH, "12-03-1985"),
    ("date of birth is 12 March 2015", Kind.DATE_OF_BIRTH, "12 March 2015"),
    ("born on the 3rd of May 2014", Kind.DATE_OF_BIRTH, "3rd of May 2014"),
    ("a man (12 Mar 1985) who", Kind.DATE_OF_BIRTH, "12 Mar 1985"),
    ("March 12, 1985", Kind.DATE_OF_BIRTH, "March 12, 1985"),
    ("1985-03-12", Kind.DATE_OF_BIRTH, "1985-03-12"),
    ("22 November 2010", Kind.DATE_OF_BIRTH, "22 November 2010"),
    ("lives at 1 High St, M1 1AE", Kind.POSTCODE, "M1 1AE"),
    ("CR2 6XH", Kind.POSTCODE, "CR2 6XH"),
    ("DN55 1PT.", Kind.POSTCODE, "DN55 1PT"),
    ("W1A 1HQ", Kind.POSTCODE, "W1A 1HQ"),
    ("EC1A1BB", Kind.POSTCODE, "EC1A1BB"),
    ("m14 5tq", Kind.POSTCODE, "m14 5tq"),
    ("GIR 0AA", Kind.POSTCODE, "GIR 0AA"),
    ("Ask jo.o'neil+x@nhs.example.org.", Kind.EMAIL, "jo.o'neil+x@nhs.example.org"),
    ("<jo@example.org>", Kind.EMAIL, "jo@example.org"),
    ("Ring 07700 900123", Kind.PHONE, "07700 900123"),
    ("tel:07700900123;", Kind.PHONE, "07700900123"),
    ("(0161) 496 0000", Kind.PHONE, "(0161) 496 0000"),
    ("020 7946 0018", Kind.PHONE, "020 7946 0018"),
    ("+44 (0)7700 900123", Kind.PHONE, "+44 (0)7700 900123"),
    ("+44 7700 900123", Kind.PHONE, "+44 7700 900123"),
    ("0044 7700 900123", Kind.PHONE, "0044 7700 900123"),
    ("+33 1 23 45 67 89", Kind.PHONE, "+33 1 23 45 67 89"),
]
NOT_FOUND = [
    "943 476 5918 has a wrong check digit",
    "987 654 4320 would need a check digit of ten",
    "111 111 1111 agrees with its check digit and is nobody's",
    "012345678 is too short for either",
    "94347659190 has eleven digits",
    "£9434765919 of spending",
    "0.9434765919",
    "Since 1 April 2015 the service has grown",
    "Due on 31 March 2027, moved from 31/12/2026",
    "31/02/1985 is no day",
    "In April 2005 and in 1985",
    "Actions 1.1.10 and 2.3.85",
    "Version 1.2.1985.4",
    "A firm founded on 1 January 1801",
    "2019/20, Q1 2022/23 and 2017-19",
    "The M14 district, and EC1A",
    "Phase S1 2nd round, L3 1st",
    "CO2 2nd, A1 2ND, Q1 2AB",
    "B12 vitamins; 5 2nd hand phones",
    "We have 1AA batteries",
    "@northshire on the web, a@b, x @ y.org",
    "Call FRANK on 0300 123 6600, or 0800 77 66 00",
    "01-04-2025 12 people, 01 04 2025 30 people",
    "999, 111 and 116 123",
    "46.3% of 1,234 people in 2026, up 0.7 points",
    "12.07700900123",
    "",
]


@pytest.mark.parametrize(("text", "kind", "found"), FOUND)
def test_it_is_found_with_its_kind_and_place(text, kind, found):
    (one,) = find(text, on=TODAY)

    assert (one.kind, one.text) == (kind, found)
    assert text[one.start : one.end] == found


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_resembles_it_is_left_alone(text):
    assert find(text, on=TODAY) == []


def test_all_of_a_text_is_found_in_order_and_nothing_twice():
    text = "Jo (DOB 12/03/1985, 943 476 5919) of M1 1AE: jo@example.org, 07700 900123"

    found = find(text, on=TODAY)

    assert [one.kind for one in found] == [
        Kind.DATE_OF_BIRTH, Kind.NHS_NUMBER, Kind.POSTCODE, Kind.EMAIL, Kind.PHONE,
    ]  # fmt: skip


@pytest.mark.parametrize(("day", "is_one"), [("22 November 2010", True), ("23 November 2010", False)])
def test_a_date_alone_is_one_of_birth_from_sixteen_years_on(day, is_one):
    assert bool(find(day, on=TODAY)) is is_one


def test_what_was_found_does_not_print_its_text():
    (one,) = find("07700 900123", on=TODAY)

    assert "07700" not in f"{one} {one!r}"


def test_there_are_124_areas():
    assert len(AREAS) == 124


digits = st.integers(0, 9)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.lists(digits, min_size=9, max_size=9), digits)
def test_exactly_the_right_last_digit_makes_an_nhs_number(nine, last):
    """Against the rule in its other form: the weighted sum of all ten digits is divisible by 11."""
    number = "".join(map(str, [*nine, last]))
    divides = sum(int(digit) * weight for digit, weight in zip(number, range(10, 0, -1), strict=True)) % 11 == 0

    assert is_nhs_number(number) == (divides and nine[0] != 0 and len(set(number)) > 1)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text(max_size=200))
def test_any_text_is_read_without_a_fault_and_places_agree(text):
    found = find(text, on=TODAY)

    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    assert all(one.end <= other.start for one, other in pairwise(found))


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.text("abcdefgh \n,;é", max_size=40), st.sampled_from(FOUND), st.text("abcdefgh \n,;é", max_size=40))
def test_words_around_it_change_nothing(before, one, after):
    _, kind, text = one

    found = find(f"born {text}" if kind == Kind.DATE_OF_BIRTH else f"{before} {text}, {after}", on=TODAY)

    assert (kind, text) in [(each.kind, each.text) for each in found]


@pytest.mark.parametrize("part", ["0", "1 ", "a@", "a.", "12/", "born ", "b.", "01 ", "A1", "+1(", "07 ", "é@é."])
def test_no_text_takes_long(part):
    """The longest that a box takes; a pattern that tries again and again would need minutes."""
    text = "a@" + part * (20_000 // len(part))

    began = time.perf_counter()
    find(text, on=TODAY)

    assert time.perf_counter() - began < 2
