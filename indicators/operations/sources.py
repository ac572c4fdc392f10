"""What a person may set about a source."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from indicators.models import Alias, Refresh, Source
from indicators.operations import source_changes
from indicators.sources.registry import adapter
from partners.models import Partnership
from partners.roles import Permission

SETTINGS = ("location", "frequency", "is_scheduled", "publishing", "move_limit", "gone_limit", "options")


class NotTheirsToManage(Exception):
    """This person may not set how sources are refreshed."""


def may_manage(person):
    """Sources are shared by all partnerships: whoever may manage them in one may manage those that they see."""
    return Partnership.objects.where(person, Permission.MANAGE_SOURCES).exists()


def may_refresh(person):
    return Partnership.objects.where(person, Permission.REFRESH_SOURCES).exists()


@transaction.atomic
def add_source(*, name, kind, rank, by, location="", licence="", options=None):
    """A source that waits to be refreshed: not scheduled, and published unless something unusual is found."""
    _refuse_others(by)
    source = Source.objects.create(
        slug=_free_slug(name), name=name, kind=kind, rank=rank, location=location or adapter(kind).DEFAULT_LOCATION,
        licence=licence, options=options or {},
    )  # fmt: skip
    source_changes.tell(source)
    return source


@transaction.atomic
def change_settings(*, source, by, **values):
    """Set what SETTINGS names; a location or options that are new end the pause that the old ones led to."""
    _refuse_others(by)
    if unknown := set(values) - set(SETTINGS):
        raise TypeError(f"Not a setting of a source: {', '.join(sorted(unknown))}")
    source = Source.objects.select_for_update().get(pk=source.pk)
    was = {name: getattr(source, name) for name in values}
    is_mended = any(name in values and values[name] != was[name] for name in ("location", "options"))
    for name, value in values.items():
        setattr(source, name, value)
    if is_mended:
        source.failures_in_a_row, source.paused_until = 0, None
    source.save(update_fields=[*values, "failures_in_a_row", "paused_until"])
    source_changes.record(source=source, was=was, now=values, by=by)
    return source


@transaction.atomic
def end_pause(*, source, by):
    """Let the schedule try again; the failures so far no longer count."""
    _refuse_others(by)
    Source.objects.filter(pk=source.pk).update(failures_in_a_row=0, paused_until=None)


@transaction.atomic
def save_alias(*, source, field, text, by, area=None, indicator=None, value="", now=None):
    """Say what a source means by a text; what was said of the same text before is replaced."""
    _refuse_others(by)
    said = {"area": area, "indicator": indicator, "value": value, "made_at": now or timezone.now(), "made_by": by}
    alias, _ = Alias.objects.update_or_create(source=source, field=field, text=text, defaults=said)
    return alias


@transaction.atomic
def remove_alias(*, alias, by):
    """Figures that were read with it stay as they are until the source is read again."""
    _refuse_others(by)
    alias.delete()


def waiting_for_review(person):
    """The held runs that this person may decide on, the longest waiting first."""
    if not may_manage(person):
        return Refresh.objects.none()
    held = Refresh.objects.visible_to(person).filter(outcome=Refresh.Outcome.HELD)
    return held.select_related("source").order_by("started_at", "pk")


def _refuse_others(person):
    if not may_manage(person):
        raise NotTheirsToManage(f"{person} may not set how sources are refreshed.")


def _free_slug(name):
    """From the name; a number follows where another source has it, or where no letter is left of it."""
    longest = Source._meta.get_field("slug").max_length - 4
    wanted = slugify(name)[:longest].strip("-") or "source"
    taken = {
        "add",
        *Source.objects.filter(slug__startswith=wanted).values_list("slug", flat=True),
    }  # /data/sources/add/
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)
