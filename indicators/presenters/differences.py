"""What a run changes, figure by figure and indicator by indicator, and the rows that it could not take in."""

from dataclasses import dataclass, field

from django.db.models import Count, F, Max, Min, Window
from django.db.models.functions import RowNumber

from indicators import figures
from indicators.mending import field_of
from indicators.models import RefreshDifference
from indicators.operations.run_notes import PASSED_OVER
from indicators.sources.base import plain

MOST_OF_A_KIND = 100
MOST_GROUPS = 50
WITHHELD = "Not shown: a disclosure rule binds this indicator"
Kind = RefreshDifference.Kind
TITLES = {
    Kind.MOVED: "Moved by more than the limit",
    Kind.GONE: "No longer in the source",
    Kind.CHANGED: "Changed",
    Kind.ADDED: "New",
}


@dataclass(frozen=True)
class DifferenceRow:
    """One figure: what it was and what the run makes of it."""

    difference: RefreshDifference

    @property
    def is_withheld(self):
        return self.difference.is_withheld or self.difference.indicator.disclosure_rule_id is not None

    @property
    def was(self):
        return self._said(self.difference.was, "No figure" if self.difference.kind == Kind.ADDED else "Not available")

    @property
    def now(self):
        return self._said(self.difference.now, "None" if self.difference.kind == Kind.GONE else "Not available")

    def _said(self, number, missing):
        if self.is_withheld:
            return WITHHELD
        return missing if number is None else figures.text(number, unit=self.difference.indicator.unit)


@dataclass(frozen=True)
class DifferenceGroup:
    """The differences of one kind; `number` is of all, `rows` are those listed."""

    kind: str
    number: int
    rows: list = field(default_factory=list)

    @property
    def title(self):
        return TITLES[Kind(self.kind)]


def differences(run):
    """Groups in the order in which they matter: what moved, what is gone, what changed, what is new."""
    kept = dict(run.differences.order_by().values_list("kind").annotate(Count("pk")))
    said = {Kind.MOVED: run.moved, Kind.GONE: run.gone, Kind.CHANGED: run.changed - run.moved, Kind.ADDED: run.added}
    place = Window(RowNumber(), partition_by=F("kind"), order_by=F("pk").asc())
    found = run.differences.annotate(place=place).filter(place__lte=MOST_OF_A_KIND)
    rows = {}
    for difference in found.select_related("indicator", "area").order_by("kind", "pk"):
        rows.setdefault(difference.kind, []).append(DifferenceRow(difference))
    # A run keeps the differences that a person should see, and counts all.
    return [
        DifferenceGroup(kind.value, max(kept[kind], said[kind]), rows[kind.value]) for kind in TITLES if kind in rows
    ]


@dataclass(frozen=True)
class RejectGroup:
    """Rows that were rejected for one reason and one text, so that one word mends them all."""

    example: int
    column: str
    value: str
    reason: str
    number: int
    first_row: int
    last_row: int
    files: int
    alias: object = None

    @property
    def stands_for(self):
        """Which of our words the text is in the place of; empty where no other word would help."""
        return field_of(reason=self.reason, column=self.column, value=self.value)


def reject_groups(run, aliases):
    """(the largest groups, whether there are more)."""
    groups = (
        run.rejects.exclude(reason__startswith=PASSED_OVER)
        .order_by()
        .values("reason", "column", "value")
        .annotate(
            number=Count("pk"), example=Min("pk"), first_row=Min("row"), last_row=Max("row"),
            files=Count("file_name", distinct=True),
        )
        .order_by("-number", "example")
    )  # fmt: skip
    found = [RejectGroup(**group) for group in groups[: MOST_GROUPS + 1]]
    shown = [
        group if not group.stands_for else _with_alias(group, aliases.get((group.stands_for, plain(group.value))))
        for group in found[:MOST_GROUPS]
    ]
    return shown, len(found) > MOST_GROUPS


def aliases_of(source):
    return {(alias.field, plain(alias.text)): alias for alias in source.aliases.select_related("area", "indicator")}


def _with_alias(group, alias):
    return RejectGroup(**{**vars(group), "alias": alias})


@dataclass(frozen=True)
class PassedOver:
    """Sound rows that are no business of ours, told once for each indicator."""

    example: int
    words: str
    value: str
    alias: object = None


def passed_over(run, aliases):
    found = run.rejects.filter(reason__startswith=PASSED_OVER).values_list("pk", "reason", "value")
    return [
        PassedOver(pk, reason.removeprefix(PASSED_OVER), value, aliases.get(("indicator", plain(value))))
        for pk, reason, value in found
    ]
