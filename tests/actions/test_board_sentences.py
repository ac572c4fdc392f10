import pytest

from actions.board import sentences


def headline(**facts):
    nothing = {"worse": [], "better": [], "actions": 0, "reported": 0, "recommendations": 0, "unanswered": 0}
    return sentences.headline(**nothing | facts)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"worse": ["Deaths from drug misuse"], "better": ["Adults in treatment"]},
            "Deaths from drug misuse are getting worse, while adults in treatment are getting better",
        ),
        (
            {"worse": ["Continuity of care", "Deaths from drug misuse"]},
            "Continuity of care and deaths from drug misuse are getting worse, and no measure is getting better",
        ),
        (
            {"worse": ["One thing", "Another", "OCU estimate", "Last"], "better": ["NEET share"]},
            "One thing, another and 2 more measures are getting worse, while NEET share is getting better",
        ),
        (
            {"better": ["Adults in treatment"]},
            "Adults in treatment are getting better, and no measure is getting worse",
        ),
        ({"actions": 34}, "34 actions are agreed and none has been reported on yet"),
        ({"actions": 1, "reported": 1}, "1 action is agreed and it has been reported on"),
        ({"actions": 3, "reported": 1}, "3 actions are agreed and 1 has been reported on"),
        ({"recommendations": 17, "unanswered": 17}, "17 recommendations stand and no action answers them yet"),
        ({"recommendations": 17, "unanswered": 1}, "17 recommendations stand and 1 waits for an action"),
        ({}, "Nothing has been agreed or recommended yet"),
    ],
)
def test_the_headline_names_what_fails_and_never_averages(facts, said):
    assert headline(**facts) == said


def test_one_rising_and_one_falling_measure_name_the_falling_one():
    said = headline(worse=["Continuity of care"], better=["Adults in treatment"])

    assert said == "Continuity of care is getting worse, while adults in treatment are getting better"


def test_the_lead_counts_trouble_first():
    said = sentences.lead(worse=3, measures=17, late=2, actions=23, unanswered=1, recommendations=14)

    assert (
        said
        == "3 of 17 measures are getting worse, 2 of 23 actions are late and 1 of 14 recommendations has no action."
    )


def test_the_lead_says_when_nothing_can_be_judged():
    said = sentences.lead(worse=0, measures=0, late=0, actions=0, unanswered=17, recommendations=17)

    assert said == (
        "No measure has been chosen yet, so the strategy's outcome cannot be judged and 17 of 17 recommendations "
        "have no action."
    )
