"""Figures that leads report for their own measures, published with the approval as any other figures are.

They are of a document of the partnership of their own, so that whoever may not see an unpublished partnership does not
see its figures either; and they stand behind all others, so that what is published officially wins once it is there.
"""

from dataclasses import dataclass

from actions.loading.account import Changes, keep_account
from actions.loading.write_figures import supersede
from indicators.models import Observation, Source, SourceKind
from indicators.operations import disclosure, follow_up
from indicators.operations.headlines import mark_headlines
from indicators.operations.planning import count_again
from indicators.operations.readings import recompute_readings
from indicators.periods import Period
from partners.models import Document, DocumentKind

RANK = 60
TITLE = "Figures reported by lead agencies"
LICENCE = "Reported by the lead agencies of the partnership."


@dataclass(frozen=True)
class _Reported:
    """What the account of a run needs to know of a file, where there is none."""

    figures: list
    name: str
    sha256: str = ""
    size: int = 0

    @property
    def figures_file(self):
        return self


def publish(update, *, by, now):
    """The run that brought the figures of this update, or None where it brought nothing new."""
    reported = list(update.figures.select_related("measure__series__indicator", "measure__series__area"))
    if not reported:
        return None
    source = source_of(update.action.partnership)
    # Locked, so that two approvals with figures count on the same number of them.
    source = Source.objects.select_for_update().get(pk=source.pk)
    wanted = {}
    for figure in reported:
        values = _values(figure, update, source)
        wanted[values["series_id"], values["period_start"], values["period_end"]] = values
    standing = {
        (row.series_id, row.period_start, row.period_end): row
        for row in Observation.objects.filter(
            source=source, variant=0, series__in={key[0] for key in wanted}
        ).select_related("series__indicator", "series__area")
    }
    changes = _changes(source, reported, wanted, standing)
    if not changes:
        return None
    run = keep_account(_Reported(reported, f"Update of action {update.action.ref}"), source, changes, started_at=now)
    run.started_by = by
    run.save(update_fields=["started_by"])
    supersede([row for row, _ in changes.changed], run)
    for row, values in changes.changed:
        for name, value in {**values, "refresh_id": run.pk}.items():
            setattr(row, name, value)
        row.save()
    Observation.objects.bulk_create(Observation(**values, refresh_id=run.pk) for values in changes.new)
    _follow({figure.measure.series for figure in reported}, added=len(changes.new), run=run)
    return run


def source_of(partnership):
    """Where the figures of its leads are kept; made with the first of them."""
    document, _ = Document.objects.get_or_create(
        partnership=partnership, kind=DocumentKind.REPORTED, defaults={"title": TITLE}
    )
    source, _ = Source.objects.get_or_create(
        document=document,
        defaults={
            "slug": f"reported-{partnership.slug}",
            "name": f"{TITLE}, {partnership.short_name}",
            "kind": SourceKind.DOCUMENT.value,
            "rank": RANK,
            "licence": LICENCE,
        },
    )
    return source


def _values(figure, update, source):
    period = Period.parse(figure.period)
    return {
        "series_id": figure.measure.series_id,
        "source_id": source.pk,
        "period": period.label,
        "period_start": period.start,
        "period_end": period.end,
        "value": float(figure.value),
        "note": figure.note,
        "place": f"Progress update on action {update.action.ref}, {update.reported_at:%d %B %Y}",
    }


def _changes(source, reported, wanted, standing):
    """A figure that is only said again is not a change, whichever update says it."""
    return Changes(
        total=source.number_of_figures + len(wanted.keys() - standing.keys()),
        series={figure.measure.series_id: figure.measure.series for figure in reported},
        new=[values for key, values in wanted.items() if key not in standing],
        changed=[
            (row, wanted[key])
            for key, row in standing.items()
            if key in wanted and (row.value, row.note) != (wanted[key]["value"], wanted[key]["note"])
        ],
        gone=[],
    )


def _follow(series, *, added, run):
    """What rests on the figures, as after every run."""
    indicators = {each.indicator_id for each in series}
    count_again(added=added)
    disclosure.withhold(indicator_ids=disclosure.bound_by_a_rule(indicators))
    mark_headlines(indicator_ids=indicators)
    recompute_readings(series_ids=[each.pk for each in series])
    follow_up.ask(run, check=True)
