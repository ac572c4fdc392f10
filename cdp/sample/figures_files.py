"""Keeps the made-up figures as files and loads them as any source is loaded."""

import datetime
import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from cdp.sample import texts
from cdp.sample.broken_down import BROKEN_DOWN, draw_broken_down
from cdp.sample.figures import Kind, Place, draw
from cdp.sample.fingertips_file import as_csv
from cdp.sample.trajectories import TRAJECTORIES
from indicators.models import AreaType, Indicator, Refresh, Source, SourceKind
from indicators.operations.refresh import refresh

# What Fingertips calls these kinds of area.
KINDS_OF_AREA = {
    AreaType.COUNTRY: "England",
    AreaType.REGION: "Region",
    AreaType.UPPER_TIER: "County",
    AreaType.UNITARY: "UA",
    AreaType.NEIGHBOUR_GROUP: "Nearest neighbours",
}
DRAWN_WITH = "drawn-with.json"


class ReferenceMissing(Exception):
    """The indicators that the sample needs are not loaded yet."""


class SampleNotReadable(Exception):
    """A made-up file did not load; a fault of the generator."""


@dataclass(frozen=True)
class SampleSource:
    slug: str
    name: str
    kind: SourceKind
    rank: int
    is_local: bool

    @property
    def folder(self):
        """Under the media folder, which page and worker share."""
        return Path(settings.MEDIA_ROOT).resolve() / ("sample-local" if self.is_local else "sample-source")


SOURCES = (
    SampleSource(
        "sample-fingertips", "Sample figures in the Fingertips layout (made up)", SourceKind.FINGERTIPS_CSV, 10, False
    ),
    SampleSource("sample-local", "Sample figures kept by the partnership (made up)", SourceKind.SAMPLE, 20, True),
)


def places():
    return [
        Place(row["code"], row["name"], KINDS_OF_AREA[row["type"]], (row["parents"] or [""])[0])
        for row in texts.read("areas")
    ]


def kinds():
    """{indicator code: what is needed to draw it}; ReferenceMissing where one is not loaded."""
    wanted = [one.indicator for one in (*TRAJECTORIES, *BROKEN_DOWN)]
    found = {
        indicator.code: Kind(
            number=str(indicator.fingertips_id or indicator.code),
            name=indicator.name,
            value_type=indicator.value_type,
            multiplier=indicator.multiplier,
            polarity=indicator.polarity,
        )
        for indicator in Indicator.objects.filter(code__in=wanted)
    }
    if missing := sorted(set(wanted) - set(found)):
        raise ReferenceMissing(
            f"These indicators are not loaded yet: {', '.join(missing)}. Run manage.py load_reference first."
        )
    return found


def write_file(sample_source, *, seed, today, next_release=False):
    """Write the source's only file; its folder is what the source names."""
    all_kinds, all_places = kinds(), places()
    figures = draw(
        seed=seed,
        today=today,
        places=all_places,
        kinds=all_kinds,
        is_local=sample_source.is_local,
        next_release=next_release,
    )
    if sample_source.is_local:
        figures = [*figures, *draw_broken_down(seed=seed, today=today)]
    text = as_csv(figures, places=all_places, kinds=all_kinds)
    sample_source.folder.mkdir(parents=True, exist_ok=True)
    path = sample_source.folder / "exampleshire.csv"
    # In one step, so that a refresh at this moment reads the old file or the new one, never half of it.
    half = path.with_suffix(".part")
    half.write_text(text, encoding="utf-8", newline="")
    os.replace(half, path)
    said = {"seed": seed, "today": today.isoformat()}
    (sample_source.folder / DRAWN_WITH).write_text(json.dumps(said), encoding="utf-8")
    return path


def drawn_with():
    """The seed and day of the files that stand, so that a next release goes on from them; None without files."""
    path = SOURCES[0].folder / DRAWN_WITH
    if not path.exists():
        return None
    said = json.loads(path.read_text(encoding="utf-8"))
    return {"seed": said["seed"], "today": datetime.date.fromisoformat(said["today"])}


def load_figures(*, seed, today):
    """Make the sources and read them for the first time; the refreshes."""
    runs = []
    for sample_source in SOURCES:
        write_file(sample_source, seed=seed, today=today)
        source = Source.objects.create(
            slug=sample_source.slug,
            name=sample_source.name,
            kind=sample_source.kind,
            rank=sample_source.rank,
            location=str(sample_source.folder),
            licence="Made up; free to use",
            is_scheduled=not sample_source.is_local,
        )
        run = refresh(source=source)
        if run.outcome != Refresh.Outcome.CHANGED or run.rejected:
            reject = run.rejects.first()
            raise SampleNotReadable(f"{source}: {run.outcome}, {run.rejected} rejected. {run.error or reject or ''}")
        runs.append(run)
    return runs
