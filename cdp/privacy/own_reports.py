"""Reports that somebody keeps to themselves hold texts of partnerships too, though nothing in them points there.

condition = own_reports.of(SavedReport, partnership)     which of them are of this partnership; None for other models
"""

import json
import zlib

from django.apps import apps
from django.db.models import Q


def of(model, partnership):
    found = RULES.get(model._meta.label)
    return Q(pk__in=found(model._base_manager, partnership)) if found else None


def events(partnership):
    """Events about them, which are of no partnership."""
    condition = Q()
    for label, found in RULES.items():
        model = apps.get_model(label)
        keys = [str(pk) for pk in found(model._base_manager, partnership)]
        condition |= Q(subject_kind=model._meta.label_lower, subject_id__in=keys)
    return condition


def _saved(rows, partnership):
    """Those whose filters name it, and those of its people, whose filters may leave open what they are of."""
    theirs = rows.filter(owner__memberships__partnership=partnership)
    return [*_naming(rows, partnership), *theirs.values_list("pk", flat=True)]


def _runs(rows, partnership):
    """Those whose filters name it, and of those that name none whatever has its name on its paper."""
    found = _naming(rows, partnership)
    name = json.dumps(partnership.name, ensure_ascii=False)[1:-1].encode()
    rest = rows.filter(frozen__isnull=False).exclude(pk__in=found).select_related("frozen")
    return found + [
        run.pk
        for run in rest.iterator(chunk_size=100)
        if not run.filters.get("partnerships") and name in zlib.decompress(bytes(run.frozen.data))
    ]


def _naming(rows, partnership):
    return [pk for pk, said in rows.values_list("pk", "filters") if partnership.slug in said.get("partnerships", ())]


RULES = {"actions.SavedReport": _saved, "actions.ReportRun": _runs}
