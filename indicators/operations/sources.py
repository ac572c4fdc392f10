"""The sources that every installation has, from a reference file."""

from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction

from indicators.models import Source

SOURCES = Path(__file__).resolve().parent.parent / "reference" / "sources.yaml"


@transaction.atomic
def load_sources(*, path=SOURCES):
    """Bring the shipped sources into line; (added, changed). A location given by hand stays where no setting does."""
    added = changed = 0
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
        wanted = {name: entry[name] for name in ("name", "kind", "rank", "licence")}
        if location := getattr(settings, entry["location_setting"]):
            wanted |= {"location": location, "is_scheduled": True}
        source = Source.objects.filter(slug=entry["slug"]).first()
        if source is None:
            Source.objects.create(slug=entry["slug"], **wanted)
            added += 1
        elif differing := [name for name, value in wanted.items() if getattr(source, name) != value]:
            for name in differing:
                setattr(source, name, wanted[name])
            source.save(update_fields=differing)
            changed += 1
    return added, changed
