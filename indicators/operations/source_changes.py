"""The record of what was set about sources: written by whoever changes it, in the transaction of the change."""

from django.utils import timezone

from cdp import changes
from indicators.models import Setting, SourceChange
from indicators.secrecy import SECRET, readable, without_secrets

ANOTHER = "••• (another)"
ON_THE_SOURCE = tuple(name for name in Setting.values if name != Setting.MAPPING)


def as_set(source):
    """What stands now, to be given to record() once it was changed."""
    return {name: getattr(source, name) for name in ON_THE_SOURCE}


def record(*, source, was, now, by, at=None):
    """A row for each setting of `was` that is another in `now`; by nobody means by the product."""
    at = at or timezone.now()
    SourceChange.objects.bulk_create(
        SourceChange(
            source=source,
            setting=name,
            was=_kept(name, was[name]),
            now=_kept(name, now[name], was[name]),
            changed_at=at,
            changed_by=by,
            is_by_product=by is None,
        )
        for name in was
        if was[name] != now[name]
    )
    if any(was[name] != now[name] for name in was):
        tell(source)


def tell(source):
    """Others, that a source is there or that something about it is another."""
    partnership = source.document.partnership if source.document_id else None
    changes.record(kind="source.changed", noun="sources", thing=source.slug, partnership=partnership)


def _kept(name, value, before=None):
    if name == Setting.LOCATION:
        return readable(value)
    kept = without_secrets(value)
    if isinstance(value, dict) and isinstance(before, dict):
        # The marks of two passwords are alike; that it is another one is no secret.
        others = (each for each in SECRET & value.keys() & before.keys() if value[each] and before[each])
        kept |= {each: ANOTHER for each in others if value[each] != before[each]}
    return kept
