"""Our definitions beside the official ones, from what the latest published run of Fingertips kept."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from cdp import exports
from indicators.models import Area, Indicator, RawFile, Refresh, SourceKind
from indicators.rules.definitions import Difference, Official, definition_differences, official_of
from indicators.sources.base import SourceNotReadable
from indicators.sources.fetching.keeping import KeptFile, kept_before
from indicators.sources.fingertips.kept import areas_in, metadata_in, metadata_rows_in

COLUMNS = [
    exports.Column("indicator", "Indicator code"),
    exports.Column("indicator_name", "Our name"),
    exports.Column("fingertips_id", "Number at Fingertips", numeric=True),
    exports.Column("official_name", "Official name"),
    exports.Column("unit", "Our unit"),
    exports.Column("official_unit", "Official unit"),
    exports.Column("value_type", "Our kind of figure"),
    exports.Column("official_value_type", "Official kind of figure"),
    exports.Column("polarity", "Our polarity"),
    exports.Column("official_polarity", "Official polarity"),
    exports.Column("official_interval", "Official interval method"),
    exports.Column("official_year_type", "Official type of year"),
    exports.Column("uploaded_at", "Figures last uploaded"),
    exports.Column("differences", "Differences"),
]
AREA_COLUMNS = [
    exports.Column("code", "Code"),
    exports.Column("name", "Name"),
    exports.Column("area_type_id", "Area type at Fingertips", numeric=True),
]
NOTE = "Official metadata: Fingertips, Office for Health Improvement and Disparities, Open Government Licence v3.0."


@dataclass(frozen=True)
class DefinitionRow:
    indicator: Indicator
    official: Official | None
    differences: list[Difference]

    @property
    def differs(self):
        """What was not found does not differ."""
        return bool(self.official and self.differences)


@dataclass(frozen=True)
class UnknownArea:
    code: str
    name: str
    area_type: int


@dataclass(frozen=True)
class Answers:
    """What one run kept, and sentences about what of it cannot be read any more."""

    run: Refresh | None
    official: dict
    areas: list
    problems: list


def latest_answers():
    """Of the newest published run that kept definitions."""
    files = RawFile.objects.filter(
        about__kind="metadata",
        refresh__source__kind=SourceKind.FINGERTIPS,
        refresh__outcome__in=Refresh.PUBLISHED,
    )
    newest = files.order_by("-refresh__published_at", "-refresh").select_related("refresh__source").first()
    if newest is None:
        return Answers(None, {}, [], [])
    run, entries, rows, areas, problems = newest.refresh, {}, {}, [], []
    for raw in run.files.filter(about__kind__in=("metadata", "areas")):
        try:
            kept = _kept(raw, run.source)
            if raw.about["kind"] == "areas":
                areas += [UnknownArea(code, name, raw.about["area_type_id"]) for code, name in areas_in(kept)]
            elif raw.about["format"] == "csv":
                rows |= metadata_rows_in(kept)
            else:
                entries |= metadata_in(kept)
        except SourceNotReadable as problem:
            problems.append(str(problem))
    numbers = [number for number in {**entries, **rows} if number.isdigit()]
    official = {int(number): official_of(int(number), entries.get(number), rows.get(number)) for number in numbers}
    return Answers(run, official, areas, problems)


def _kept(raw, source):
    path = kept_before(Path(settings.MEDIA_ROOT) / "sources" / source.slug, raw.sha256)
    if path is None:
        raise SourceNotReadable(f"The file {raw.name} of that run is no longer kept, or was damaged.")
    return KeptFile(raw.name, path, raw.sha256, raw.size, about=raw.about)


def definition_rows(answers):
    """Our indicators that have an official number; those that differ first, and last those not found."""
    indicators = list(Indicator.objects.filter(fingertips_id__isnull=False, is_sample=False).order_by("name", "code"))
    differences = definition_differences(answers.official, indicators) if answers.run else {}
    rows = [
        DefinitionRow(one, answers.official.get(one.fingertips_id), differences.get(one.code, [])) for one in indicators
    ]
    return sorted(rows, key=lambda row: (row.official is None, not row.differs))


def unknown_areas(answers):
    """Areas of the service that are not among ours, each once."""
    ours = set(Area.objects.order_by().values_list("code", flat=True)) if answers.areas else set()
    return list({area.code: area for area in answers.areas if area.code not in ours}.values())


def table(rows):
    return exports.Table("definitions", "Our definitions and the official ones", COLUMNS, map(_cells, rows), [NOTE])


def area_table(areas):
    rows = ([area.code, area.name, area.area_type] for area in areas)
    return exports.Table("unknown-areas", "Areas of Fingertips that are not known here", AREA_COLUMNS, rows, [NOTE])


def _cells(row):
    ours, official = row.indicator, row.official or Official(row.indicator.fingertips_id)
    return [
        ours.code,
        ours.name,
        ours.fingertips_id,
        official.name,
        ours.unit,
        official.unit,
        ours.get_value_type_display(),
        official.value_type,
        ours.get_polarity_display(),
        official.polarity,
        official.interval_method,
        official.year_type,
        official.uploaded_at,
        " ".join(f"{one.heading}: {one.sentence}" for one in row.differences),
    ]
