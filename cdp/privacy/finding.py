"""What in a text looks like personal data: pure, no database. It finds what has a form; names have none.

    find("Ring Jo on 07700 900123", on=date(2026, 11, 22)) -> [Found(Kind.PHONE, 11, 23, "07700 900123")]

Positions are those of Python's text, in code points, the end not included. What is found never overlaps: where two
readings are possible, the graver kind wins (the order of Kind). Something that only looks like it is found as well, so
whoever asks must offer a way on. Time grows with the length of the text and nothing else: no pattern can be made to
try again and again.

NHS number  Ten digits, together or as 3-3-4 with a blank, hyphen or full stop, whose last is the check digit by
            modulus 11: the first nine times 10, 9, ... 2, summed; 11 less the remainder of division by 11; 11 stands
            for 0, and 10 belongs to no number. NHS Data Dictionary, "NHS NUMBER". None begins with 0 and none is one
            digit ten times, though 1111111111 would agree with its check digit. One in eleven other numbers of ten
            digits agrees too.
Date of     A date with day, month and year after a word such as "born" or "DOB", whatever its year; and without such a
birth       word one that lies 16 to 120 years before `on`. Where it was born is no date. The 16 years are ours: dates
            of a plan are younger, and people in treatment as adults are older. Impossible dates, such as 31 February,
            are none.
Postcode    Outward and inward code, by the forms that Royal Mail uses (A9, A99, AA9, AA99, A9A, AA9A, then 9AA), with
            the letters that occur at each place (BS 7666; "Postcode" in the Government Data Standards Catalogue, also
            the pattern of the ONS Postcode Directory) and one of the 124 areas, or GIR 0AA. A district alone ("M14")
            is no full postcode. In small letters, "S1 2nd" is an ordinal.
Email       As people write it, not all that RFC 5322 allows: something, an at sign, a domain with a full stop in it.
Phone       0 and nine or ten digits, or +44 and as many, as Ofcom's National Telephone Numbering Plan gives 01, 02, 05
            and 07; another country's with + and 8 to 15 digits (ITU-T E.164). Numbers that begin with 03, 08 or 09 are
            those of organisations and services, not of a person, and are left alone.
"""

import datetime
import re
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The gravest first."""

    NHS_NUMBER = "nhs_number"
    DATE_OF_BIRTH = "date_of_birth"
    POSTCODE = "postcode"
    EMAIL = "email"
    PHONE = "phone"

    @property
    def words(self):
        return WORDS[self]


WORDS = {
    Kind.NHS_NUMBER: "an NHS number",
    Kind.DATE_OF_BIRTH: "a date of birth",
    Kind.POSTCODE: "a full postcode",
    Kind.EMAIL: "an email address",
    Kind.PHONE: "a phone number",
}


@dataclass(frozen=True)
class Found:
    kind: Kind
    start: int
    end: int
    # Kept out of logs and error pages, which print a record as it prints itself.
    text: str = field(repr=False)


YOUNGEST, OLDEST = 16, 120

# One blank, also such as do not break, or one of the marks with which people part digits.
GAP = r"[ \u00a0\u2009\u202f.\-\u2010\u2011]"
ALONE, ENDED = r"(?<![\w£$€#])(?<!\d[.,])", r"(?!\w|[.,]\d)"

NHS_NUMBER = re.compile(rf"{ALONE}[1-9]\d\d{GAP}?\d{{3}}{GAP}?\d{{4}}{ENDED}")

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip
BEGINNINGS = [name[:3] for name in MONTHS]
MONTH = "(?P<name>sept|" + "|".join(rf"{name[:3]}(?:{name[3:]})?" for name in MONTHS) + r")\.?"
NTH, YEAR = "(?:st|nd|rd|th)?", r"(?P<year>\d{4}|\d\d)"
BEGIN, END = r"(?<![\w./-])", r"(?![\w/-]|\.\d)"
DATES = [
    re.compile(rf"{BEGIN}(?P<day>\d{{1,2}})(?P<mark>[./ -])(?P<month>\d{{1,2}})(?P=mark){YEAR}{END}"),
    re.compile(rf"{BEGIN}(?P<year>\d{{4}})(?P<mark>[./-])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){END}"),
    re.compile(rf"(?<!\w)(?P<day>\d{{1,2}}){NTH}[ -](?:of )?{MONTH},?[ -]{YEAR}(?!\w)", re.I),
    re.compile(rf"(?<!\w){MONTH} (?P<day>\d{{1,2}}){NTH},? (?P<year>\d{{4}})(?!\w)", re.I),
]
BORN = re.compile(
    r"\b(?:born|d\.? ?o\.? ?b\b\.?|date of birth|birth ?day|birth ?date)[^\w\n]{0,4}"
    r"(?:(?:on|is|was)\W{1,2}){0,2}(?:the )?$",
    re.I,
)
BEFORE = 40

AREAS = frozenset(
    re.findall(
        "[A-Z]+",
        "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK "
        "FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN "
        "NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW "
        "UB W WA WC WD WF WN WR WS WV YO ZE",
    )
)
POSTCODE = re.compile(
    r"(?<![A-Z0-9])(?:(?P<girobank>GIR) ?0AA|(?P<area>[A-PR-UWYZ][A-HK-Y]?)(?:\d[\dABCDEFGHJKMNPRSTUVWXY]?)"
    r"(?:[ \u00a0]{0,2})\d(?P<unit>[ABD-HJLNP-UW-Z]{2}))(?![A-Z0-9])",
    re.I,
)
ORDINALS = ("st", "nd", "rd", "th")

EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?!\w)")

# A day such as 01-04-2025 begins with a nought as well.
PHONE = re.compile(
    rf"{ALONE}(?:(?:\+44|0044){GAP}?(?:\(0\))?{GAP}?|\(?(?=0))(?!\d\d?[ .-]\d\d?[ .-](?:19|20)\d\d)"
    rf"0?(?P<first>[1257])\d(?:{GAP}?[()]?{GAP}?\d){{7,8}}{ENDED}"
)
ABROAD = re.compile(rf"(?<!\w)\+(?!44)[1-9](?:{GAP}?[()]?\d){{7,14}}{ENDED}")


def find(text, *, on) -> list[Found]:
    """All that looks like personal data, in the order of the text; `on` is the day from which ages count."""
    found = []
    for kind, look in LOOKS.items():
        for start, end in look(text, on):
            if all(end <= other.start or other.end <= start for other in found):
                found.append(Found(kind, start, end, text[start:end]))
    return sorted(found, key=lambda one: one.start)


def is_nhs_number(digits) -> bool:
    """Whether ten digits agree with their check digit and could have been given to somebody."""
    if len(digits) != 10 or digits[0] == "0" or len(set(digits)) == 1:
        return False
    numbers = [int(digit) for digit in digits]
    check = 11 - sum(number * weight for number, weight in zip(numbers[:9], range(10, 1, -1), strict=True)) % 11
    return numbers[9] == check % 11 and check != 10


def _nhs_numbers(text, on):
    for match in NHS_NUMBER.finditer(text):
        if is_nhs_number(re.sub(r"\D", "", match[0])):
            yield match.span()


def _births(text, on):
    for pattern in DATES:
        for match in pattern.finditer(text):
            is_told = BORN.search(text[max(0, match.start() - BEFORE) : match.start()]) is not None
            day = _day(match.groupdict(), on)
            # Two digits of a year say too little unless a word says what they are.
            youngest = 0 if is_told else YOUNGEST
            if day and (is_told or len(match["year"]) == 4) and youngest <= _age(day, on) <= OLDEST:
                yield match.span()


def _day(parts, on):
    month = int(parts["month"]) if parts.get("month") else BEGINNINGS.index(parts["name"][:3].lower()) + 1
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 2000 if 2000 + year <= on.year else 1900
    try:
        return datetime.date(year, month, int(parts["day"]))
    except ValueError:
        return None


def _age(day, on):
    return on.year - day.year - ((on.month, on.day) < (day.month, day.day))


def _postcodes(text, on):
    for match in POSTCODE.finditer(text):
        if match["girobank"] or (match["area"].upper() in AREAS and match["unit"] not in ORDINALS):
            yield match.span()


def _emails(text, on):
    return (match.span() for match in EMAIL.finditer(text))


def _phones(text, on):
    for pattern in (PHONE, ABROAD):
        yield from (match.span() for match in pattern.finditer(text))


LOOKS = {
    Kind.NHS_NUMBER: _nhs_numbers,
    Kind.DATE_OF_BIRTH: _births,
    Kind.POSTCODE: _postcodes,
    Kind.EMAIL: _emails,
    Kind.PHONE: _phones,
}
