"""You said, we did: which recommendations rest on what people said, and what became of them.

Nothing in the record marks such a recommendation; its own words do. It is one where its title or evidence says that
people with lived experience, people who use a service, families or residents said something or were asked.
"""

import re
from dataclasses import dataclass

VOICES = re.compile(
    r"lived experience|living experience|people who use (?:the|our|this|these) services?|service users|residents"
    r"|told us|told that|(?:people|parents|families|carers) (?:are asked|were asked|said|say|asked for|wanted)"
    r"|survey (?:respondents|comments)|consult(?:ed|ation)|focus groups?|listening event",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“])")
MOST_SENTENCES = 2
NO_ANSWER = "We have not said yet what we will do about it."


@dataclass(frozen=True)
class Done:
    """One thing that answers what was said."""

    text: str
    state: str = ""
    href: str = ""


@dataclass(frozen=True)
class Heard:
    said: str
    wanted: str
    did: tuple[Done, ...]
    sentence: str = ""  # where nothing is done: why not


def is_voice(*texts):
    return any(VOICES.search(text) for text in texts)


def what_was_said(evidence):
    """The sentences of the evidence in which people speak; empty where only the title says so."""
    told = [sentence for sentence in SENTENCE.split(evidence) if VOICES.search(sentence)]
    return " ".join(told[:MOST_SENTENCES])


def heard(recommendation, did):
    """`did` are the actions that answer it."""
    sentence = ""
    if recommendation.response == "declined":
        sentence = f"We decided not to do this. The reason: {recommendation.response_reason}"
    elif not did:
        sentence = NO_ANSWER
    return Heard(what_was_said(recommendation.evidence), recommendation.title, tuple(did), sentence)
