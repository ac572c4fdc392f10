"""The sources that every installation has, from a reference file."""

from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction

from indicators.models import Source
from indicators.operations import source_changes
from indicators.sources.registry import adapter

SOURCES = Path(__file__).resolve().parent.parent / "reference" / "sources.yaml"
# What the file says at each load, and what it says once: from then on a data lead decides.
ALWAYS = ("name", "kind", "rank", "licence")
ONCE = ("frequency", "publishing", "move_limit", "gone_limit", "options")


@transaction.atomic
def load_sources(*, path=SOURCES):
    """Bring the shipped sources into line; (added, changed). A location given by hand stays where no setting does."""
    added = changed = 0
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
        wanted = {name: entry[name] for name in ALWAYS}
        if location := _set_location(entry):
            wanted |= {"location": location, "is_scheduled": True}
        source = Source.objects.select_for_update().filter(slug=entry["slug"]).first()
        if source is None:
            Source.objects.create(slug=entry["slug"], **_first_settings(entry) | wanted)
            added += 1
        elif differing := [name for name, value in wanted.items() if getattr(source, name) != value]:
            was = {name: getattr(source, name) for name in differing}
            for name in differing:
                setattr(source, name, wanted[name])
            source.save(update_fields=differing)
            source_changes.record(source=source, was=was, now=wanted, by=None)
            changed += 1
    return added, changed


def _set_location(entry):
    """What whoever runs the installation has set; empty where nothing is."""
    named = entry.get("location_setting")
    return settings.SOURCE_LOCATIONS.get(entry["slug"]) or (getattr(settings, named) if named else "")


def _first_settings(entry):
    location = adapter(entry["kind"]).DEFAULT_LOCATION
    return {
        "location": location,
        "is_scheduled": bool(location) and settings.SOURCES_ON_SCHEDULE,
        **{name: entry[name] for name in ONCE if name in entry},
    }
