"""The sentences for residents: short, of everyday words, true."""

import datetime
import inspect
import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from actions.measures import MeasureVerdict
from actions.public import heard, plain

# A reading age of 9 to 11 is the aim of public writing in the UK; by Flesch and Kincaid's formula grades 4 to 6.
HIGHEST_GRADE = 6
JARGON = re.compile(
    r"\b(RAG|KPI|metric|indicator|outcome|stakeholder|workstream|deliver(?:y|able)|cohort|baseline|interval|SRO|priorit\w+"
    r"|milestone|recommendation|framework|substance misuse|addict\w*|abuser\w*|clients?|users?|service user)\b",
    re.IGNORECASE,
)
TEMPLATES = ("actions/public.html", "actions/public_figures.html")


def sentences_in(text):
    return [one for one in re.split(r"(?<=[.!?:])\s+", text) if re.search(r"[a-z]", one)]


def everything_said():
    """Each sentence that the page can make, with names and figures of one word."""
    verdicts = ("met", "on_course", "right_way", "wrong_way", "missed", "behind", "no_clear_change", "not_judged", "?")
    said = [plain.judged(verdict, target="60%", by="March") for verdict in verdicts]
    said += [plain.judged(verdict) for verdict in verdicts]
    said += plain.CAUTIONS.values()
    said += plain.STATES.values()
    for count in (0, 1, 2, 40):
        said += [plain.promised(count), plain.aims(count), plain.measures_of(count), plain.unclear(count)]
        said += [plain.wanted(count), plain.promises(dict.fromkeys([status for status, *_ in plain.PROMISES], count))]
    said += [plain.meeting(None), plain.meeting(datetime.date(2027, 1, 12)), heard.NO_ANSWER]
    said += [plain.measured(name="Deaths", said=said_, area="Kent", period="2024") for said_ in ("12", "")]
    return [one for text in said for one in sentences_in(text)]


def words_of_templates():
    """What stands in the templates themselves, one text an element."""
    texts = []
    for name in TEMPLATES:
        source = Path(get_template(name).origin.name).read_text("utf-8")
        source = re.sub(r"{%.*?%}", "\n" if "block" in name else " ", source)
        source = re.sub(r"{{.*?}}", "Kent", source)
        texts += [" ".join(text.split()) for text in re.split(r"<[^>]+>", source)]
    return [one for text in texts for one in sentences_in(text)]


def syllables(word):
    groups = re.findall(r"[aeiouy]+", word.lower().removesuffix("e"))
    return max(1, len(groups))


def grade(sentences):
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-z’']+", sentence)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize("sentence", [*everything_said(), *words_of_templates()])
def test_a_sentence_is_short_and_without_jargon(sentence):
    assert len(sentence.split()) <= plain.MOST_WORDS, sentence
    assert not JARGON.search(sentence), sentence


def test_the_page_can_be_read_by_a_child_of_eleven():
    assert grade(everything_said()) <= HIGHEST_GRADE
    assert grade([one for one in words_of_templates() if len(one.split()) > 3]) <= HIGHEST_GRADE


def test_the_measure_of_reading_tells_hard_from_easy():
    hard = ["Partnership stakeholders operationalise multidisciplinary interventions addressing unmet treatment need."]

    assert grade(hard) > 12


def test_no_colour_and_no_light_stands_on_the_page():
    for name in TEMPLATES:
        source = Path(get_template(name).origin.name).read_text("utf-8")
        assert not re.search(r"{% (?:mark|counts|light|delivery_tag|confidence|standing|shape)\b", source)


@pytest.mark.parametrize(
    ("number", "unit", "qualifier", "said"),
    [
        (7.2, "per 100,000", "exact", "7.2 for every 100,000 people"),
        (46, "%", "~", "about 46%"),
        (1600, "people", ">", "over 1,600 people"),
        (3.9, "per 1,000 households", "exact", "3.9 per 1,000 households"),
        (None, "%", "exact", ""),
    ],
)
def test_a_figure_keeps_what_keeps_it_from_being_exact(number, unit, qualifier, said):
    assert plain.figure(number, unit=unit, qualifier=qualifier) == said


def test_every_verdict_of_a_measure_has_its_words():
    unsaid = plain.judged("something new")

    said = {verdict: plain.judged(verdict) for verdict in MeasureVerdict}

    assert [verdict for verdict, text in said.items() if text == unsaid] == [MeasureVerdict.NOT_ENOUGH_DATA]
    assert {*plain.WELL, *plain.NOT_WELL} <= {str(verdict) for verdict in MeasureVerdict}


def test_an_unknown_state_is_never_good_news():
    assert plain.state("something new") == "No news yet."


@pytest.mark.parametrize(
    ("text", "is_voice"),
    [
        ("People with lived experience are rarely told what became of it.", True),
        ("Parents who drink say nothing. Residents report needles in parks.", True),
        ("Parents say that fear keeps them from asking.", True),
        ("Deaths have risen faster here than in England.", False),
        ("The resident doctor left.", False),
    ],
)
def test_a_voice_is_known_by_its_words(text, is_voice):
    assert heard.is_voice(text) is is_voice


def test_only_the_sentences_in_which_people_speak_are_what_was_said():
    evidence = "Deaths rose. Residents said that letters are hard to read. Costs fell."

    assert heard.what_was_said(evidence) == "Residents said that letters are hard to read."


def test_nothing_is_done_here_but_words():
    assert "django.db" not in inspect.getsource(plain)
    assert "models" not in inspect.getsource(heard)
