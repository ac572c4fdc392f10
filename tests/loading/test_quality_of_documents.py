"""What the rules find in the five shipped documents, against what people listed in their contradictions.csv.

The rules see figures alone: notes, the marks of disputed figures and the lists themselves are kept from them here.
"""

import csv
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from indicators.models import Observation, RuleFinding
from indicators.operations.quality import check_figures
from indicators.rules.quality import FigureRow

DOCUMENTS = settings.BASE_DIR / "actions" / "documents"
SLUGS = ("buckinghamshire", "medway", "milton-keynes", "northamptonshire", "worcestershire")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("checked")]

WORDING = "what is wrong is in the words; the figures do not contradict each other"
TEXT = "text is missing, cut off or in tension; there is no figure to test"
UNIT = "a unit or a label in words; the figures hang together as they are filed"
# By document: (row of contradictions.csv, counted from 1): how it is found, or why arithmetic cannot find it.
FOUND = {
    "northamptonshire": {
        1: [("two-values", "16,846 and 19,846")],
        2: [("parts-and-total", "8,057 and 8,778 add up to 16,835")],
        3: [
            ("value-outside-interval", "3.9 per 1,000 lies below its own 95% interval, 5.7 to 7.6"),
            ("implied-population-across-indicators", "2,658 at 3.9 per 1,000"),
        ],
        14: [("parts-and-total", "700 and 1,900 add up to 2,600")],
        15: [("period-label", "“2019 - 2019” is no period")],
        21: [("total-outside-parts", "55.6% to 56.7% for all; 60% is printed")],
        24: [("two-values", "82% and 87%")],
        39: [("rounded-elsewhere", "4% and less than 4%")],
        40: [("rounded-elsewhere", "1,625 and around 1600")],
        41: [("rounded-elsewhere", "2,658 and around 2600")],
        42: [("rounded-elsewhere", "3,281 and around 3200")],
        43: [("two-values", "18% and 16%")],
        44: [("two-values", "26% and 27%")],
        45: [("two-values", "16,846 and 19,846")],
        46: [("rounded-elsewhere", "£2,975,833 and £3 million")],
        47: [("two-values", "82% and 87%")],
    },
    "worcestershire": {
        7: [
            ("share-and-count", "655 over 857 makes 76.4%; 71.4%"),
            ("share-and-count", "247 over 857 makes 28.8%; 26.9%"),
            ("share-and-count", "162 over 857 makes 18.9%; 17.7%"),
        ],
        8: [("change-and-values", "From 1,565 to 1,370 is a change of −12.46%; 13% is printed")],
        15: [("two-values", "51% and 43%")],
    },
}
NOT_ARITHMETIC = {
    "buckinghamshire": {1: UNIT, 2: TEXT, 3: UNIT, 4: TEXT, 5: WORDING, 6: TEXT, 7: TEXT},
    "medway": {1: UNIT, 2: UNIT},
    "milton-keynes": {1: WORDING},
    "northamptonshire": {
        4: UNIT, 5: UNIT, 6: WORDING, 7: WORDING, 8: UNIT, 9: TEXT, 10: UNIT, 11: WORDING, 12: TEXT, 13: TEXT,
        16: UNIT, 17: UNIT,
        18: "17% is called second before 19%: the figures are right and the words are not",
        19: "59% is called higher than 64%: the figures are right and the words are not",
        20: "11% is called more than 51%: the figures are right and the words are not",
        22: "the 11% was read as another indicator, so that no key holds both",
        23: "the two pairs are filed under different groups, and a mean of groups may be either",
        25: UNIT,
        26: "shares of substances cited by a part of the people; the 480 are of all",
        27: TEXT,
        28: "a year and an area are misprinted; each figure fits the label it has",
        29: TEXT, 30: TEXT, 31: TEXT, 32: TEXT,
        33: "the periods differ in words, and figures of different periods are not compared",
        34: TEXT, 35: "over 70 and around 70 may be one number", 36: WORDING, 37: WORDING, 38: WORDING,
    },
    "worcestershire": {
        1: TEXT, 2: TEXT, 3: UNIT,
        4: "an estimate of one year over one of another; the quotients are right",
        5: "the second passage was filed under the group that it concerns, so that no key holds both",
        6: WORDING, 9: UNIT, 10: UNIT, 11: WORDING, 12: TEXT, 13: WORDING,
        14: "16 and 6 do make 22; what is wrong is that bed spaces and units are added",
    },
}  # fmt: skip
# Looked at one by one: each is a contradiction of its document that nobody had listed.
UNLISTED = {
    "northamptonshire": [
        ("count-and-denominator", "3,295 of 6,156 is 53.5%; 53% is printed"),
        ("change-and-values", "3,295 against 2,861 makes 15.2%; 13.2% is printed"),
        ("different-wholes", "121 at 14% is of 835 to 896 and 146 at 18% is of 790 to 834"),
        ("ended-area", "Northamptonshire ended on 31 March 2021"),
        ("implied-population-across-indicators", "968 at 3 per 1,000 means 276,572 to 387,200"),
        ("implied-population-across-indicators", "261,294 at 7.3 per 1,000"),
        ("parts-and-total", "46% and 40% add up to 86%; 94.2% is printed"),
        ("share-and-count", "4,576 over 5412 makes 84.6%; 78% is printed"),
        ("sums-across-indicators", "44, 43 and 3 make 90; 86 is printed"),
        ("sums-across-indicators", "one number, and it is printed as 72 and as 102"),
        ("total-outside-parts", "83% for all lies outside the figures for men and women, 84% and 85%"),
        ("total-outside-parts", "32.1% for all; 37% is printed"),
        ("value-outside-interval", "7.3 per 1,000 lies below its own 95% interval, 7.4 to 7.7"),
        ("wholes-across-indicators", "71 at 75% is of 95 and 16 at 21% is of 75 to 78"),
    ],
    "worcestershire": [
        ("shares-of-whole", "add up to 102%"),
        ("shares-of-whole", "add up to 98%"),
    ],
}


@pytest.fixture(scope="module")
def checked(django_db_setup, django_db_blocker):
    """All five, loaded once, stripped of what people wrote about the figures, and checked anew."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", stdout=StringIO())
        call_command("load_partnership", "--all", stdout=StringIO())
        RuleFinding.objects.all().delete()
        Observation.objects.filter(value__isnull=False).update(note="")
        check_figures()
        yield
        transaction.set_rollback(True)


def findings(slug):
    return list(RuleFinding.objects.filter(source__document__partnership__slug=slug))


def listed(slug):
    with (DOCUMENTS / slug / "contradictions.csv").open(encoding="utf-8", newline="") as file:
        return dict(enumerate(csv.DictReader(file), start=1))


def matching(slug, rule, words):
    return [one for one in findings(slug) if one.rule == rule and words in one.sentence]


@pytest.mark.parametrize("slug", SLUGS)
def test_each_listed_contradiction_is_arithmetic_or_has_its_reason(slug):
    found, reasons = FOUND.get(slug, {}), NOT_ARITHMETIC.get(slug, {})

    assert sorted([*found, *reasons]) == list(listed(slug))
    assert all(reasons.values())


@pytest.mark.parametrize(("slug", "number"), [(slug, number) for slug in FOUND for number in FOUND[slug]])
def test_each_arithmetic_contradiction_is_found_with_its_figures(slug, number):
    for rule, words in FOUND[slug][number]:
        (one,) = matching(slug, rule, words)

        assert len(one.figures) >= 1
        assert set(one.figures[0]) == {"observation", "said", "indicator", "area"}


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_else_is_found_than_what_was_looked_at(slug):
    known = [pair for pairs in FOUND.get(slug, {}).values() for pair in pairs] + UNLISTED.get(slug, [])
    expected = {one.pk for rule, words in known for one in matching(slug, rule, words)}

    assert {one.pk: one.sentence for one in findings(slug) if one.pk not in expected} == {}
    assert all(len(matching(slug, rule, words)) == 1 for rule, words in UNLISTED.get(slug, []))
    assert len(expected) == {"northamptonshire": 29, "worcestershire": 7}.get(slug, 0)


def test_a_rule_sees_neither_notes_nor_marks_of_what_is_disputed():
    assert {"note", "is_disputed"}.isdisjoint(FigureRow._fields)


def test_sixteen_findings_were_not_listed_by_anybody():
    assert {slug: len(pairs) for slug, pairs in UNLISTED.items()} == {"northamptonshire": 14, "worcestershire": 2}
