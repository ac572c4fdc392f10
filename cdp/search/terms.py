"""What is looked for, and where in a text it was found. Pure.

Each word has to be found, or something that means the same. A group of synonyms that stands in the question as a whole
("needle exchange") is one term; words in double quotes are one too, and have no synonyms.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

SYNONYMS = Path(__file__).with_name("synonyms.yaml")
LONGEST = 100  # letters of a question
MOST_TERMS = 8
SHORTEST = 2  # a single letter is in every text
AROUND = 90  # letters of a text shown on either side of what was found
QUOTED = re.compile(r'"([^"]*)"')
NOTHING_TO_FIND = {"a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with"}


class QuestionRefused(ValueError):
    """The message says what is wrong and what can be asked."""


@dataclass(frozen=True)
class Term:
    """`said` as it was asked; `any_of` what is looked for in its place, the asked words first."""

    said: str
    any_of: tuple[str, ...]


def terms_of(question):
    """The terms of a question; none for an empty one."""
    question = " ".join(question.replace("\x00", " ").split())
    if len(question) > LONGEST:
        raise QuestionRefused(f"Search for {LONGEST} characters or fewer. You entered {len(question):,}.")
    quoted = [" ".join(words.split()) for words in QUOTED.findall(question)]
    found = [Term(words, (words,)) for words in quoted if words]
    rest = QUOTED.sub(" ", question).replace('"', " ")
    for phrase in _phrases():
        at = _whole(phrase).search(rest)
        if at:
            found.append(Term(at.group(), _meant(at.group())))
            rest = f"{rest[: at.start()]} {rest[at.end() :]}"
    words = [word.strip(".,;:!?()'’") for word in rest.split()]
    found += [Term(word, (word,)) for word in words if word and word.casefold() not in NOTHING_TO_FIND]
    found = [term for term in dict.fromkeys(found) if len(term.said) >= SHORTEST]
    if question and not found:
        raise QuestionRefused(f"Search for a word of {SHORTEST} letters or more, such as naloxone.")
    if len(found) > MOST_TERMS:
        raise QuestionRefused(f"Search for {MOST_TERMS} words or fewer. You entered {len(found)}.")
    return found


def excerpt(text, terms):
    """[(piece, whether it is what was looked for)] of the text around the first hit in it; [] where there is none."""
    pattern = _pattern(terms)
    text = " ".join(text.split())
    first = pattern.search(text) if pattern else None
    if first is None:
        return []
    start, end = _word_edges(text, first.start() - AROUND, first.end() + AROUND)
    shown = text[start:end]
    pieces, at = [("…", False)] if start else [], 0
    for hit in pattern.finditer(shown):
        pieces += [(shown[at : hit.start()], False), (hit.group(), True)]
        at = hit.end()
    pieces += [(shown[at:], False), *([("…", False)] if end < len(text) else [])]
    return [piece for piece in pieces if piece[0]]


def marked(text, terms):
    """The whole text in such pieces, for titles."""
    pattern = _pattern(terms)
    if pattern is None:
        return [(text, False)]
    pieces, at = [], 0
    for hit in pattern.finditer(text):
        pieces += [(text[at : hit.start()], False), (hit.group(), True)]
        at = hit.end()
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]


def also(terms):
    """What is looked for beside what was asked: "OST, OAT"."""
    others = [words for term in terms for words in term.any_of if words.casefold() != term.said.casefold()]
    return list(dict.fromkeys(others))


@cache
def groups():
    """The groups of synonyms as the file has them."""
    return tuple(tuple(group) for group in yaml.safe_load(SYNONYMS.read_text("utf-8")))


@cache
def _phrases():
    """All of them, the longest first, so that "needle exchange" is found before a word of it."""
    return sorted((words for group in groups() for words in group), key=len, reverse=True)


def _meant(asked):
    same = [group for group in groups() if asked.casefold() in (words.casefold() for words in group)]
    others = [words for group in same for words in group if words.casefold() != asked.casefold()]
    return tuple(dict.fromkeys([asked, *others]))


@cache
def _whole(phrase):
    return re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)", re.IGNORECASE)


def _pattern(terms):
    words = sorted({words for term in terms for words in term.any_of}, key=len, reverse=True)
    return re.compile("|".join(_edged(each) for each in words), re.IGNORECASE) if words else None


def _edged(words):
    """An abbreviation is meant as a word of its own: OST is not in "cost"."""
    escaped = re.escape(words)
    return rf"(?<!\w){escaped}(?!\w)" if is_abbreviation(words) else escaped


def is_abbreviation(words):
    return len(words) <= 4


def _word_edges(text, start, end):
    """A stretch that breaks no word."""
    start, end = max(start, 0), min(end, len(text))
    if start and (blank := text.find(" ", start)) != -1:
        start = blank + 1
    if end < len(text) and (blank := text.rfind(" ", start, end)) > start:
        end = blank
    return start, end
