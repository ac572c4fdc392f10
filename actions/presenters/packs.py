"""How a pack stands, in words: in a list, on its page, and while it is built."""

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from actions.models.pack import Audience, PackState
from actions.operations.packs import CHANGEABLE
from actions.packs import sections
from cdp import jobs, words
from cdp.models import UNFINISHED
from cdp.papers import formats

STATES = {"done": "Done", "now": "Now", "stopped": "Stopped here", "ahead": "To come"}
TAGS = {PackState.FROZEN: "green", PackState.FAILED: "red", PackState.DRAFT: "grey", PackState.CANCELLED: "grey"}


@dataclass(frozen=True)
class Step:
    name: str
    words: str
    state: str
    detail: str = ""

    @property
    def state_words(self):
        return STATES[self.state]


@dataclass(frozen=True)
class Download:
    """One format of a frozen pack: kept with its hash, or to be written when it is asked for."""

    key: str
    name: str
    sentence: str
    href: str
    size: str = ""
    sha256: str = ""

    @property
    def is_written(self):
        return bool(self.sha256)


@dataclass(frozen=True)
class PackPage:
    pack: object
    may_freeze: bool

    @property
    def headline(self):
        return headline(self.pack)

    @property
    def explanation(self):
        return explanation(self.pack)

    @property
    def steps(self):
        return steps(self.pack)

    @property
    def sentence(self):
        return sentence(self.pack)

    @property
    def is_changeable(self):
        return self.may_freeze and self.pack.state in CHANGEABLE

    @property
    def is_frozen(self):
        return self.pack.state == PackState.FROZEN

    @property
    def can_be_released(self):
        pack = self.pack
        return self.may_freeze and self.is_frozen and pack.audience == Audience.PUBLIC and not pack.released_at

    @property
    def can_have_addenda(self):
        return self.may_freeze and self.is_frozen and not self.pack.addendum_to_id

    @property
    def shows_steps(self):
        return self.pack.is_being_built or self.pack.state in (PackState.FAILED, PackState.CANCELLED)

    @property
    def is_writing(self):
        return self.is_frozen and self.pack.job is not None and self.pack.job.state in UNFINISHED

    @property
    def sections(self):
        return [sections.KINDS[key].title if key in sections.KINDS else key for key in self.pack.sections]

    @property
    def downloads(self):
        slug, pack = self.pack.partnership.slug, self.pack
        kept = {one["file_format"]: one for one in pack.frozen.renderings.values("file_format", "size", "sha256")}
        return [
            Download(
                one.key,
                one.name,
                one.sentence,
                reverse("pack-file", args=[slug, pack.pk, one.key]),
                filesizeformat(kept[one.key]["size"]).replace("\xa0", " ") if one.key in kept else "",
                kept[one.key]["sha256"] if one.key in kept else "",
            )
            for one in formats.FORMATS.values()
        ]


@dataclass(frozen=True)
class PackRow:
    """A pack in a list."""

    pack: object

    @property
    def state(self):
        return state_words(self.pack)

    @property
    def tag(self):
        return TAGS.get(self.pack.state, "blue")

    @property
    def kind(self):
        pack = self.pack
        kind = "Addendum" if pack.addendum_to_id else "Pack"
        restricted = ", restricted" if pack.is_restricted else ""
        return f"{kind} {pack.number}, for {pack.get_audience_display().lower()}{restricted}"

    @property
    def when(self):
        return words.moment(self.pack.frozen_at or self.pack.made_at)


def rows_of(packs):
    return [
        PackRow(one)
        for one in packs.select_related("meeting__partnership", "partnership", "frozen").defer("frozen__data")
    ]


def state_words(pack):
    if pack.state == PackState.FROZEN and pack.audience == Audience.PUBLIC:
        return "Frozen and released" if pack.released_at else "Frozen, not released"
    return pack.get_state_display()


def headline(pack):
    if pack.state == PackState.FROZEN:
        return f"{pack.title}, frozen as at {words.moment(pack.frozen.as_at)}"
    said = {
        PackState.DRAFT: "a draft",
        PackState.WAITING: "waits to be built",
        PackState.BUILDING: "is being built",
        PackState.FAILED: "could not be built",
        PackState.CANCELLED: "was called off",
    }
    return f"{pack.title}: {said[pack.state]}"


def explanation(pack):
    if pack.state == PackState.FAILED:
        return pack.fault
    if pack.state == PackState.CANCELLED:
        return "Nothing was frozen. It can be changed, and built again."
    if pack.is_being_built:
        return "All figures and statuses are read as at one moment, and frozen together or not at all."
    if pack.state == PackState.DRAFT:
        return "It can be changed until it is frozen. Figures and statuses are read at the moment of freezing."
    return "What is in it never changes. Later changes are told in an addendum."


def steps(pack):
    """Waiting, each section, the freezing."""
    names = [("waiting", "Waiting for a worker")]
    names += [(key, sections.KINDS[key].title if key in sections.KINDS else key) for key in pack.sections]
    names.append(("freezing", "Putting it together and freezing it"))
    place = 0 if pack.state == PackState.WAITING or not pack.steps_all else pack.steps_done + 1
    here = "now" if pack.is_being_built else "stopped"
    return [
        Step(name, said, "done" if number < place else here if number == place else "ahead")
        for number, (name, said) in enumerate(names)
    ]


def sentence(pack):
    if not pack.is_being_built:
        return f"It has ended. {headline(pack)}."
    if pack.job and pack.job.cancel_asked_at:
        return "It has been asked to stop, and does so before the next section."
    if pack.state == PackState.WAITING:
        health = jobs.health()
        since = f" since {words.moment(health.worker_seen_at)}" if health.worker_seen_at else " yet"
        none = "" if health.is_alive else f" None has given a sign of life{since}; the pack is built once one does."
        return f"Waiting for a worker.{none}"
    made = steps(pack)
    number, now = next((number, step) for number, step in enumerate(made, 1) if step.state == "now")
    return f"Step {number} of {len(made)}: {now.words}."


def progress(pack):
    """The same for the page's script."""
    return {
        "is_unfinished": pack.is_being_built,
        "headline": headline(pack),
        "explanation": explanation(pack),
        "sentence": sentence(pack),
        "steps": [
            {"name": one.name, "words": one.words, "state": one.state, "state_words": one.state_words,
             "detail": one.detail}
            for one in steps(pack)
        ],
    }  # fmt: skip
