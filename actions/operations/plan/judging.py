"""What may be said in the plan: read, cleaned and judged before any of it is written.

A Judge collects the errors of one change by field, each with what is wrong, where, and what is allowed.
"""

import datetime
import re
from decimal import Decimal, InvalidOperation

from actions.operations.plan.refusals import NotSound
from actions.operations.updates.said import clean
from cdp import privacy, words
from indicators.periods import Period, PeriodNotUnderstood

TITLE_LIMIT, LINE_LIMIT, TEXT_LIMIT, REASON_LIMIT, REF_LIMIT = 1_000, 300, 20_000, 2_000, 30
LARGEST = Decimal(10) ** 11
# An address of a page: no slash, no step upwards, nothing that cannot be seen.
REF = re.compile(r"^(?!\.{1,2}$)[^\s/\\?#%\x00-\x1f]+( [^\s/\\?#%\x00-\x1f]+)*$")


class Judge:
    def __init__(self, said, allowed):
        unknown = set(said) - set(allowed)
        if unknown:
            raise TypeError(f"The plan says nothing of {', '.join(sorted(unknown))} here.")
        self.said, self.errors, self.new, self.texts = said, {}, {}, {}

    def done(self):
        """What may be written; NotSound names all that is wrong. Everybody reads the plan: its texts are public."""
        self.errors = privacy.errors(self.texts, public=self.texts, asks=False) | self.errors
        if self.errors:
            raise NotSound(self.errors)
        return self.new

    def refuse(self, name, sentence):
        self.errors.setdefault(name, sentence)

    def text(self, name, what, *, limit=TEXT_LIMIT, required=False):
        if name not in self.said:
            return
        text = clean(self.said[name])
        if required and not text:
            self.refuse(name, f"Enter {what}")
        elif len(text) > limit:
            self.refuse(
                name, f"{what[0].upper()}{what[1:]} must be {limit:,} characters or fewer; it has {len(text):,}"
            )
        else:
            self.new[name] = self.texts[name] = text

    def ref(self, name, what, *, others):
        """A number or code that nothing else of its kind has; it is part of an address."""
        if name not in self.said:
            return
        ref = clean(self.said[name])
        if not ref:
            self.refuse(name, f"Enter {what}, such as 1.2")
        elif len(ref) > REF_LIMIT:
            self.refuse(name, f"{what[0].upper()}{what[1:]} must be {REF_LIMIT} characters or fewer; it has {len(ref)}")
        elif not REF.match(ref):
            self.refuse(name, "Use letters, figures, full stops and hyphens, such as 1.2: it is part of an address")
        elif other := others.filter(**{name: ref}).first():
            self.refuse(name, f"“{ref}” is taken by “{shortened(other.title)}”. Choose another.")
        else:
            self.new[name] = ref

    def choice(self, name, allowed, sentence):
        if name in self.said:
            value = self.said[name] or ""
            if value in allowed:
                self.new[name] = str(value)
            else:
                self.refuse(name, sentence)

    def one_of(self, name, rows, sentence, *, required=False):
        """A record out of those that may be chosen."""
        if name not in self.said:
            return
        chosen = self.said[name]
        found = rows.filter(pk=chosen.pk).first() if chosen is not None else None
        if (chosen is not None and found is None) or (required and found is None):
            self.refuse(name, sentence)
        else:
            self.new[name] = found

    def day(self, name, what):
        if name not in self.said:
            return
        day = self.said[name]
        if day is not None and not (isinstance(day, datetime.date) and 1990 <= day.year <= 2100):
            self.refuse(name, f"{what} must be a real date between 1990 and 2100, such as 31 3 2027")
        else:
            self.new[name] = day

    def number(self, name, what):
        if name not in self.said:
            return
        value = self.said[name]
        if value in (None, ""):
            self.new[name] = None
            return
        try:
            number = Decimal(str(value).replace(",", "").strip())
            if not number.is_finite() or abs(number) >= LARGEST:
                raise InvalidOperation
        except InvalidOperation:
            self.refuse(name, f"{what} must be a number, such as 46.3")
            return
        if number != number.quantize(Decimal("0.0001")):
            self.refuse(name, f"{what} must have four decimal places or fewer, such as 46.3")
        else:
            self.new[name] = number.quantize(Decimal("0.0001"))

    def period(self, name):
        if name not in self.said:
            return
        text = clean(self.said[name])
        if not text:
            self.new[name] = ""
            return
        try:
            self.new[name] = Period.parse(text).label[:60]
        except PeriodNotUnderstood as refusal:
            self.refuse(name, str(refusal))

    def value(self, name, record=None):
        """As it would be: what is said, or else what stands."""
        return self.new[name] if name in self.new else getattr(record, name, None)

    def in_order(self, first, last, sentence, record=None):
        """Refused at the later of the two; `sentence` names the earlier one."""
        if self.errors.keys() & {first, last}:
            return
        start, end = self.value(first, record), self.value(last, record)
        if start and end and end < start:
            self.refuse(
                last if last in self.said else first, sentence.format(start=words.day(start), end=words.day(end))
            )


def shortened(text, limit=60):
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def reason(text, sentence):
    """Why something is done; NotSound without one."""
    text = clean(text)
    if not text:
        raise NotSound({"reason": sentence})
    if len(text) > REASON_LIMIT:
        raise NotSound({"reason": f"The reason must be {REASON_LIMIT:,} characters or fewer; it has {len(text):,}"})
    if errors := privacy.errors({"reason": text}, public=("reason",), asks=False):
        raise NotSound(errors)
    return text
