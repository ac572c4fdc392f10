"""Three lights of an action, judged apart and never blended: delivery, outcome, confidence. From values alone.

Each light carries its state, what it was judged from in a sentence, the rule, and its age. A population outcome belongs
to the partnership, so that it never colours an action. A light that a person has set otherwise says who, why and until
when, and keeps what its rule says beside it.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cdp import words

DELIVERY_RULE = (
    "late when a milestone or the action itself is past its date, whatever was reported; "
    "otherwise as the latest update says; without an update no state at all."
)
OUTCOME_RULE = (
    "from the service measures of this action: better or worse only when the official trend test is significant; "
    "behind or on course only where chance does not explain the distance from the straight line to the target; "
    "the worst of several stands."
)
CONFIDENCE_RULE = "the lead's own view of what comes. Nobody recalculates it."


@dataclass(frozen=True)
class Override:
    """What a person shows instead of the rule's word, from the day it was set to the last day on which it holds."""

    state: str
    reason: str
    set_by: str
    set_on: datetime.date
    until: datetime.date

    @property
    def sentence(self):
        stop = "" if self.reason.endswith((".", "!", "?")) else "."
        return f"{self.set_by} shows it so until {words.day(self.until)}: “{self.reason}”{stop}"


@dataclass(frozen=True)
class Light:
    """One light. `state` is a word of cdp.words; `word` replaces its usual wording.

    One that is overridden keeps in `by_rule` the light as it would be without.
    """

    state: str
    inputs: str
    rule: str
    age: str
    word: str = ""
    override: Override | None = None
    by_rule: "Light | None" = None

    @property
    def said(self):
        return self.word or words.shape_and_word(self.state)[1]

    @property
    def is_overridden(self):
        return self.by_rule is not None

    @property
    def said_how(self):
        """ "On track, overridden": nowhere may an overridden light be taken for one that its rule gives."""
        return f"{self.said}, overridden" if self.is_overridden else self.said

    @property
    def ruled_state(self):
        return self.by_rule.state if self.is_overridden else self.state


@dataclass(frozen=True)
class Update:
    """The latest progress update, as far as the lights need it."""

    status: str
    confidence: str
    reported_on: datetime.date
    reported_by: str = ""


@dataclass(frozen=True)
class Step:
    """A milestone: when it is due, and when it was done if it was."""

    title: str
    due_on: datetime.date
    done_on: datetime.date | None = None


def delivery(
    *,
    update: Update | None,
    steps: Sequence[Step],
    starts_on: datetime.date | None,
    due_on: datetime.date | None,
    on: datetime.date,
) -> Light:
    """Is the work on time? Dates can make an update look worse, never better."""
    status = update.status if update else "not_reported"
    slipped = [] if status == "complete" else overdue(steps=steps, due_on=due_on, on=on)
    state = "late" if slipped else status
    sentences = [
        stage(steps=steps, starts_on=starts_on, complete=status == "complete", on=on),
        _done(steps, is_complete=status == "complete"),
        *slipped,
        _said(update, contradicted=bool(slipped) and status != "late"),
        "" if steps or starts_on or due_on else "No dates are known, so lateness can only be reported, not seen.",
    ]
    return Light(
        state=state,
        inputs=" ".join(sentence for sentence in sentences if sentence),
        rule=DELIVERY_RULE,
        age=f"Update {_age(update.reported_on, on)}" if update else "Never reported",
    )


def stage(*, steps: Sequence[Step], starts_on: datetime.date | None, complete: bool = False, on: datetime.date) -> str:
    """Where the work stands by its dates; begun work is in progress, also while its first milestone is open."""
    if complete:
        return ""
    if any(step.done_on for step in steps):
        return "In progress."
    if starts_on is None:
        return ""
    if starts_on > on:
        return f"Starts on {words.day(starts_on)}."
    return f"In progress since {words.day(starts_on)}."


def overdue(*, steps: Sequence[Step], due_on: datetime.date | None, on: datetime.date) -> list[str]:
    """What is past its date and not done, a sentence each; something due today is not late yet."""
    slipped = [
        f"“{step.title}” was due on {words.day(step.due_on)} and is not done."
        for step in steps
        if step.done_on is None and step.due_on < on
    ]
    if due_on and due_on < on:
        slipped.append(f"The action was due on {words.day(due_on)}.")
    return slipped


def confidence(*, update: Update | None, on: datetime.date) -> Light:
    if update is None or not update.confidence:
        return Light("not_said", "Nobody has said yet how confident they are.", CONFIDENCE_RULE, "Never reported")
    said = words.shape_and_word(update.confidence)[1].lower()
    who = f"{update.reported_by} said" if update.reported_by else "The lead said"
    return Light(
        state=update.confidence,
        inputs=f"{who} “{said}” on {words.day(update.reported_on)}.",
        rule=CONFIDENCE_RULE,
        age=f"Update {_age(update.reported_on, on)}",
    )


def overridden(light: Light, override: Override | None, *, on: datetime.date, word: str = "") -> Light:
    """The light as a person has set it, what its rule says included; as it is where nobody has, or no longer."""
    if override is None or override.until < on:
        return light
    return replace(
        light,
        state=override.state,
        word=word,
        inputs=f"{override.sentence} By its rule it is “{light.said.lower()}”. {light.inputs}",
        age=f"Override {_age(override.set_on, on)}. {light.age}",
        override=override,
        by_rule=light,
    )


def _done(steps, *, is_complete):
    if not steps:
        return ""
    done = sum(step.done_on is not None for step in steps)
    verb = "is" if 1 in (done, len(steps)) else "are"
    left = (
        f" The update calls it complete with {len(steps) - done} still open."
        if is_complete and done < len(steps)
        else ""
    )
    return f"{done} of {words.plural(len(steps), 'milestone')} {verb} done.{left}"


def _said(update, *, contradicted):
    if update is None:
        return "Nobody has reported on it yet."
    said = words.shape_and_word(update.status)[1].lower()
    lead = "Yet the" if contradicted else "The"
    return f"{lead} update of {words.day(update.reported_on)} says {said}."


def _age(day, on):
    return words.age(day, on=on)
