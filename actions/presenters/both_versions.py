"""Two versions of one update side by side, and what came of the choice between them."""

from dataclasses import dataclass

from actions.forms import initial_of
from actions.operations.updates.said import WORDS
from cdp import words

LABELS = {
    "delivery_status": "Is the work on track?",
    "confidence": "How confident are you?",
    "narrative": "What happened",
    "next_step": "What happens next",
    "blocker": "Is anything in the way?",
}
MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Answer:
    """One answer in both versions, as shown; `hidden` are the boxes in which mine goes along."""

    name: str
    label: str
    mine: str
    theirs: str
    hidden: list
    status: str = ""

    @property
    def differs(self):
        return self.mine != self.theirs


def of(form, current):
    """All answers, those that differ first."""
    answers = [_word(form, current, name) for name in WORDS]
    for legend, names in form.groups:
        if names[0].startswith(("milestone-", "figure-")):
            answers.append(_group(form, current, legend, names))
    return sorted(answers, key=lambda answer: not answer.differs)


def _word(form, current, name):
    mine, theirs = form.data.get(name, ""), getattr(current, name, "") if current else ""
    shown = (
        (lambda value: words.shape_and_word(value)[1] if value else "")
        if name in ("delivery_status", "confidence")
        else str
    )
    return Answer(name, LABELS[name], shown(mine.strip()).replace("\r\n", "\n"), shown(theirs), [(name, mine)])


def _group(form, current, legend, names):
    """A milestone or a figure is chosen whole."""
    boxes = list(_boxes(names))
    saved = _as_posted(initial_of(current), names) if current else {}
    mine = {box: form.data.get(box, "") for box in boxes}
    told = [" ".join(filter(None, (side.get(box, "") for box in boxes))) for side in (mine, saved)]
    return Answer(names[0], legend, *told, [(box, mine[box]) for box in boxes])


def _boxes(names):
    """As a browser sends them: a date comes in three."""
    for name in names:
        yield from (f"{name}-{part}" for part in ("day", "month", "year")) if name.endswith("-on") else (name,)


def _as_posted(shown, names):
    posted = {}
    for name in names:
        value = shown.get(name)
        if name.endswith("-on"):
            parts = (value.day, value.month, value.year) if value else ("", "", "")
            posted |= {f"{name}-{part}": str(one) for part, one in zip(("day", "month", "year"), parts, strict=True)}
        else:
            posted[name] = "" if value is None else str(value)
    return posted


def chosen(data, action):
    """What was sent, with theirs put in where theirs was chosen; as it is where nothing was to be chosen."""
    theirs = [key.removeprefix("choice-") for key in data if key.startswith("choice-") and data[key] == THEIRS]
    if not theirs:
        return data
    data = data.copy()
    current = action.updates.prefetch_related("milestones", "figures").filter(pk=_pk(data.get("current"))).first()
    shown = initial_of(current)
    for name in theirs:
        names = [name, f"{name}-on", f"{name}-reason"] if name.startswith("milestone-") else [name]
        if name.startswith("figure-"):
            names = [name.removesuffix("-period") + part for part in ("-period", "-value", "-note")]
        for box, value in _as_posted(shown, names).items():
            data[box] = value
    return data


def _pk(text):
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0
