"""Who acts on an indicator: the recommendations that cite it, and what is measured by it."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse

from indicators import figures
from partners.models import Partnership

# What a measure can belong to, which is also the name of its page, and the column of its short name.
OWNERS = (("action", "ref"), ("recommendation", "ref"), ("priority", "code"))
AIMS = ("baseline", "baseline_period", "target", "target_on", "action__starts_on")


def recommendations_citing(indicator, *, user, is_sample):
    """Recommendations that rest on a figure of this indicator.

    Reached through the figures, because this app knows nothing of recommendations.
    """
    partnerships = Partnership.objects.visible_to(user).filter(is_sample=is_sample)
    path = "evidence_figures__recommendation"
    names = ("partnership__slug", "partnership__short_name", "ref", "title", "position")
    rows = (
        indicator.series.filter(**{f"{path}__partnership__in": partnerships})
        .values_list(*(f"{path}__{name}" for name in names))
        .distinct()
        .order_by(f"{path}__partnership__short_name", f"{path}__position")
    )
    return [
        {"ref": ref, "title": title, "partnership": name, "url": reverse("recommendation", args=[slug, ref])}
        for slug, name, ref, title, _ in rows
    ]


def chains_through(indicator, *, user, is_sample):
    """Every recommendation that this indicator counts for, with the address of its chain from need to decision.

    As evidence of it, as its measure, or as the measure of an action that answers it.
    """
    partnerships = Partnership.objects.visible_to(user).filter(is_sample=is_sample)
    of_measures = Q(measures__archived_at__isnull=True)
    ways = {
        "evidence_figures__recommendation": Q(),
        "measures__recommendation": of_measures,
        "measures__action__recommendations": of_measures & Q(measures__action__archived_at__isnull=True),
    }
    names = ("partnership__short_name", "position", "partnership__slug", "ref", "title")
    found = [
        indicator.series.filter(
            counts, **{f"{way}__partnership__in": partnerships, f"{way}__archived_at__isnull": True}
        )
        .order_by()
        .values_list(*(f"{way}__{name}" for name in names))
        for way, counts in ways.items()
    ]
    return [
        {"ref": ref, "title": title, "partnership": name, "url": reverse("recommendation-chain", args=[slug, ref])}
        for name, _, slug, ref, title in sorted(found[0].union(*found[1:]))
    ]


@dataclass(frozen=True)
class Use:
    """A measure: what is held to a series, and what is to be reached. `starts_on` is the action's own day."""

    kind: str
    ref: str
    title: str
    partnership: str
    url: str
    area: str
    series_id: int
    unit: str
    baseline: Decimal | None = None
    baseline_period: str = ""
    goal: Decimal | None = None
    target_on: datetime.date | None = None
    starts_on: datetime.date | None = None

    @property
    def name(self):
        """ "Action 2.4"."""
        return f"{self.kind.capitalize()} {self.ref}"

    @property
    def target(self):
        """In words, empty without one."""
        return "" if self.goal is None else figures.text(self.goal.normalize(), unit=self.unit)


def measures_using(indicator, *, user, is_sample):
    """What is held to this indicator: actions, recommendations and priorities with their target, if there is one."""
    partnerships = Partnership.objects.visible_to(user).filter(is_sample=is_sample)
    names = [
        f"measures__{owner}__{name}"
        for owner, code in OWNERS
        for name in ("partnership__slug", "partnership__short_name", code, "title")
    ]
    theirs = [Q(**{f"measures__{owner}__partnership__in": partnerships}) for owner, _ in OWNERS]
    theirs[0] &= Q(measures__action__archived_at__isnull=True)
    theirs[1] &= Q(measures__recommendation__archived_at__isnull=True)
    rows = (
        indicator.series.filter(theirs[0] | theirs[1] | theirs[2], measures__archived_at__isnull=True)
        .order_by("measures__pk")
        .values_list("area__name", "pk", *(f"measures__{name}" for name in AIMS), *names)
    )
    return [use for row in rows for use in _uses(indicator, row)]


def _uses(indicator, row):
    area, series, baseline, baseline_period, goal, target_on, starts_on, *columns = row
    for place, (owner, _) in enumerate(OWNERS):
        slug, name, ref, title = columns[4 * place : 4 * place + 4]
        if slug:
            address = reverse(owner, args=[slug, ref])
            yield Use(
                owner, ref, title, name, address, area, series, indicator.unit,
                baseline, baseline_period, goal, target_on, starts_on,
            )  # fmt: skip
