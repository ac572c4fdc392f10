"""For each indicator that the pack shows: what it is, where its figure came from and when, and how it is judged."""

from actions.packs import cells
from cdp.papers.content import Section, Table, Text, hash_of
from indicators.models import Observation
from indicators.presenters.page.method import method_of

TITLE = "Definitions and sources"
COLUMNS = (
    cells.text("indicator", "Indicator"),
    cells.text("definition", "Definition"),
    cells.text("source", "Source"),
    cells.date("retrieved", "Retrieved"),
    cells.text("version", "Version"),
)
VERSIONS = "The version of a definition is a short hash of its words: another definition has another."
OF_DEFINITION = ("code", "definition", "unit", "value_type", "multiplier", "polarity", "scope", "source_body")


def build(context):
    lines = {}
    for line in context.board.measures:
        if line.row:
            lines.setdefault(line.row.indicator.pk, line)
    if not lines:
        return Section("definitions", TITLE, (Text(("No indicator with a figure is shown.",)),))
    newest = Observation.objects.filter(pk__in=[line.row.reading.observation_id for line in lines.values()])
    came = {one.pk: one for one in newest.select_related("source", "refresh")}
    rows = tuple(_row(line.row, came.get(line.row.reading.observation_id)) for line in lines.values())
    table = Table("definitions", "Indicators shown", COLUMNS, rows, identity=("indicator",), notes=(VERSIONS,))
    return Section("definitions", TITLE, (table, _methods([line.row.indicator for line in lines.values()])))


def _methods(indicators):
    subjects = list(dict.fromkeys(subject for one in indicators for subject, _ in method_of(one)))
    columns = (
        cells.text("indicator", "Indicator"),
        *(cells.text(f"method-{number}", subject) for number, subject in enumerate(subjects, start=1)),
        cells.text("caveats", "Caveats"),
    )
    rows = tuple(
        (one.name, *(dict(method_of(one)).get(subject, "") for subject in subjects), one.caveats) for one in indicators
    )
    return Table("methods", "How their figures are judged", columns, rows, identity=("indicator",))


def _row(row, observation):
    indicator, body = row.indicator, row.indicator.source_body
    source = observation.source.name if observation else ""
    return (
        indicator.name,
        indicator.definition or "No definition has been written.",
        f"{body}, by way of {source}" if body and source and body != source else body or source,
        cells.day(observation.refresh.published_at or observation.refresh.started_at) if observation else None,
        version_of(indicator),
    )


def version_of(indicator):
    return hash_of("\0".join(str(getattr(indicator, name)) for name in OF_DEFINITION).encode())[:8]
