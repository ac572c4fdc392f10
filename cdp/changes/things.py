"""What a record is in the API: the list in which it stands, and its id there.

A thing is kept as it was called when it changed. What is a part of another thing changes that one too, since its
answer holds the part.
"""

from dataclasses import dataclass
from operator import attrgetter


@dataclass(frozen=True)
class Noun:
    """`key` is the id in the API; `parts_of` names relations to things whose answers hold this one."""

    name: str
    key: str = "pk"
    of_partnership: bool = False
    parts_of: tuple[str, ...] = ()
    # Not of one partnership, so that a change of it may be everybody's.
    is_shared: bool = False

    def thing(self, record):
        """Empty where the row is deleted already and took its number with it."""
        value = attrgetter(self.key)(record)
        return f"{record.partnership.slug}:{value}" if self.of_partnership else str(value or "")


THINGS = {
    "partners.partnership": Noun("partnerships", "slug", is_shared=True),
    "partners.agency": Noun("agencies", "slug", is_shared=True),
    "partners.document": Noun("documents"),
    "partners.seat": Noun("seats", "agency.slug", of_partnership=True, parts_of=("partnership",)),
    "actions.strategy": Noun("strategies"),
    "actions.priority": Noun("priorities", "code", of_partnership=True),
    "actions.recommendation": Noun("recommendations", "ref", of_partnership=True),
    "actions.action": Noun("actions", "ref", of_partnership=True),
    "actions.milestone": Noun("milestones", parts_of=("action",)),
    "actions.measure": Noun("measures", parts_of=("priority", "recommendation", "action")),
    "actions.scheme": Noun("schemes", "ref", of_partnership=True),
    "actions.finding": Noun("findings", "ref", of_partnership=True),
    "actions.progressupdate": Noun("progress-updates"),
    "actions.meeting": Noun("meetings"),
    "actions.decision": Noun("decisions", parts_of=("meeting",)),
    "actions.pack": Noun("packs"),
    "actions.commentary": Noun("commentaries"),
    "indicators.source": Noun("sources", "slug", is_shared=True),
    "indicators.indicator": Noun("indicators", "code", is_shared=True),
    "indicators.area": Noun("areas", "code", is_shared=True),
    "indicators.refresh": Noun("refreshes", is_shared=True),
    "indicators.neighbourgroup": Noun("neighbour-groups", "area.code", is_shared=True),
    "indicators.stepchange": Noun("step-changes", is_shared=True),
}
# What is no thing of its own, but a line of another.
LINES = {
    "actions.subrecommendation": "recommendation",
    "actions.actionagency": "action",
    "actions.lightoverride": "action",
    "indicators.footprint": "partnership",
    "partners.principle": "partnership",
}


def of(record):
    """The (noun, record) of a row and of all whose answers hold it: itself first; nothing where the API shows none."""
    label = record._meta.label_lower
    if owner := LINES.get(label):
        record = getattr(record, owner)
        label = record._meta.label_lower
    noun = THINGS.get(label)
    if noun is None:
        return
    yield noun, record
    for name in noun.parts_of:
        if owner := getattr(record, name, None):
            yield THINGS[owner._meta.label_lower], owner
