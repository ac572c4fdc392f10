"""Finds numbers of people in what documents print in words: "3 of 40", "(2)", "two people". Pure."""

import re

WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
PEOPLE = (
    "people|persons?|clients?|patients?|adults?|child(?:ren)?|young people|women|woman|men|man|girls?|boys?|"
    "deaths?|parents?|mothers?|fathers?|residents?|pupils?|cases|individuals?|attendances|admissions"
)
NUMBER = rf"(?P<number>\d{{1,3}}|{'|'.join(WORDS)})"
COUNTS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d.,£/-]){NUMBER} (?:out )?of (?:the )?(?:\d|all\b)",
        rf"\bn ?= ?{NUMBER}(?![\d.,%])",
        rf"\({NUMBER}\)",
        rf"(?<![\d.,£/-])\b{NUMBER} (?:\w+ )?(?:{PEOPLE})\b",
        rf"^{NUMBER}$",
    )
]


def small_counts(text, *, below):
    """The whole numbers from 1 to below the threshold that the text gives as numbers of people, in their order."""
    found = {}
    for pattern in COUNTS:
        for match in pattern.finditer(text.strip()):
            said = match["number"].casefold()
            number = WORDS.index(said) + 1 if said in WORDS else int(said)
            if 0 < number < below:
                found[match.start("number")] = number
    return [found[place] for place in sorted(found)]
