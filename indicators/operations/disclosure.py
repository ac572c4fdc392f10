"""Disclosure control: small numbers are moved out of the figures before anybody can read them, and given back.

Pages, downloads, the API and the readings read figures alone, so that what is not there cannot leak. The true numbers
are in WithheldFigure: a refresh compares with them, and a rule that is lifted gives them back.
"""

import logging
from collections import Counter
from itertools import groupby

from django.db import connection, transaction

from cdp import changes
from indicators.models import (
    Indicator,
    Observation,
    PublishedJudgement,
    Series,
    SupersededObservation,
    WithheldFigure,
)
from indicators.operations.disclosure_figures import load_table
from indicators.operations.quality import check_figures, sources_of
from indicators.operations.readings import recompute_readings
from indicators.rules import disclosure_shown as shown
from indicators.statistics.disclosure import lowest_shown

logger = logging.getLogger(__name__)

ROWS_AT_A_TIME = 500
FIGURES = {"observation": Observation, "superseded": SupersededObservation}


def bound_by_a_rule(indicator_ids):
    """Of these indicators, those that a disclosure rule binds."""
    bound = Indicator.objects.filter(pk__in=set(indicator_ids), disclosure_rule__isnull=False)
    return set(bound.order_by().values_list("pk", flat=True))


def seen_so_far(*, indicator_ids):
    """{indicator id: what readers have seen of it}; for `withhold`, where the true numbers are restored before it.

    What was hidden once stays hidden as long as its number stays, and nothing is hidden in vain behind a number that
    everybody has read: otherwise yesterday's page and today's would give back together what each of them hides.
    """
    indicators = Indicator.objects.filter(pk__in=indicator_ids, disclosure_rule__isnull=False)
    return {indicator.pk: load_table(indicator)[2].seen() for indicator in indicators.select_related("disclosure_rule")}


@transaction.atomic
def withhold(*, indicator_ids, seen=None):
    """Hide and round what the rules of these indicators say, from the true numbers; {reason: figures}.

    It may run any number of times. `seen` is the answer of `seen_so_far`, {} where a new rule starts afresh. Whoever
    calls it recomputes the readings of the indicators afterwards.
    """
    indicator_ids = set(indicator_ids)
    _lock(indicator_ids)
    seen = seen_so_far(indicator_ids=indicator_ids) if seen is None else seen
    restore(indicator_ids=indicator_ids)
    indicators = Indicator.objects.filter(pk__in=indicator_ids, disclosure_rule__isnull=False)
    done = Counter()
    for indicator in indicators.select_related("disclosure_rule").order_by("pk"):
        done += _withhold(indicator, seen.get(indicator.pk, {}))
    # "Better than England" says how large a hidden number is.
    PublishedJudgement.objects.filter(series__indicator__in=indicators).delete()
    return dict(done)


def _lock(indicator_ids):
    """Two refreshes of one indicator would each give back what the other has just hidden."""
    list(Indicator.objects.select_for_update().filter(pk__in=indicator_ids).order_by("pk").values_list("pk"))


@transaction.atomic
def restore(*, indicator_ids, source_id=None):
    """Put the true numbers back into the figures, of one source or all; how many. Withhold again before the end of the
    transaction, or everybody can read them.
    """
    _lock(indicator_ids)
    return sum(_restore(name, model, indicator_ids, source_id) for name, model in FIGURES.items())


def _restore(name, model, indicator_ids, source_id):
    figures = model.objects.filter(series__indicator__in=indicator_ids, withheld__isnull=False)
    if source_id is not None:
        figures = figures.filter(source=source_id)
    ids = list(figures.order_by().values_list("pk", flat=True))
    table, kept = model._meta.db_table, WithheldFigure._meta.db_table
    columns = ", ".join(f'"{field}" = w."{field}"' for field in shown.KEPT)
    for start in range(0, len(ids), ROWS_AT_A_TIME):
        batch = ids[start : start + ROWS_AT_A_TIME]
        marks = ", ".join(["%s"] * len(batch))
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET {columns} FROM {kept} w "  # noqa: S608, the names are our own
                f"WHERE w.{name}_id = {table}.id AND {table}.id IN ({marks})",
                batch,
            )
        WithheldFigure.objects.filter(**{f"{name}__in": batch}).delete()
    return len(ids)


def _withhold(indicator, seen):
    rule, kind = indicator.disclosure_rule, indicator.value_type
    rows, figures, table = load_table(indicator)
    table.remember(seen)
    threshold = lowest_shown(threshold=rule.threshold, rounding_base=rule.rounding_base)
    found, exposed = ({}, ()) if not shown.guards_counts(rule, kind) else table.hidden_figures(threshold=threshold)
    if not shown.guards_counts(rule, kind):
        found = {figure.id: {"count": "small"} for figure in figures if 0 < (figure.count or 0) < threshold}
    if exposed:
        logger.warning("%s: %s small numbers can be had back from published documents", indicator.code, len(exposed))
    changes = []
    for figure in figures:
        if not figure.is_fixed:
            reason, fields = _change(rows[figure.id], found.get(figure.id), indicator)
            if any(getattr(rows[figure.id], name) != value for name, value in fields.items()):
                changes.append((figure.id, reason, fields))
    _write(rows, changes)
    return Counter(reason for _, reason, _ in changes)


def _change(row, found, indicator):
    """(reason, {field: what is shown instead})"""
    rule, kind = indicator.disclosure_rule, indicator.value_type
    if found and ("count" in found or row.count != 0):
        reason = "small" if "small" in found.values() else "subtraction"
        return reason, shown.hidden(rule, kind, denominator=row.denominator)
    fields = {}
    if rule.rounding_base > 1:
        fields = shown.as_rounded(row, rule, value_type=kind, multiplier=indicator.multiplier)
    if found:
        return found["denominator"], fields | shown.without_denominator()
    return WithheldFigure.Reason.ROUNDED.value, fields


def _write(rows, changes):
    """Set the true numbers aside, then change the figures: one statement for all that change in the same way."""
    WithheldFigure.objects.bulk_create(
        (
            WithheldFigure(
                **{f"{name}_id": pk}, reason=reason, **{field: getattr(rows[name, pk], field) for field in shown.KEPT}
            )
            for (name, pk), reason, _ in changes
        ),
        batch_size=ROWS_AT_A_TIME,
    )
    alike = sorted(((name, _as_text(fields), pk, fields) for (name, pk), _, fields in changes), key=lambda one: one[:3])
    for (name, _), group in groupby(alike, key=lambda one: one[:2]):
        group = list(group)
        for start in range(0, len(group), ROWS_AT_A_TIME):
            batch = group[start : start + ROWS_AT_A_TIME]
            FIGURES[name].objects.filter(pk__in=[pk for _, _, pk, _ in batch]).update(**batch[0][3])


def _as_text(fields):
    return repr(sorted(fields.items()))


@transaction.atomic
def set_rule(*, indicators, rule, by=None):
    """Bind these indicators by the rule, or by none; the number of readings that changed."""
    ids = [indicator.pk for indicator in indicators]
    Indicator.objects.filter(pk__in=ids).update(disclosure_rule=rule)
    for indicator in indicators:
        indicator.disclosure_rule = rule
    logger.info("Disclosure rule of %s set to %s by person %s", ids, rule and rule.slug, by and by.pk)
    return follow_rules(indicator_ids=ids)


@transaction.atomic
def follow_rules(*, indicator_ids):
    """Bring figures, findings and readings into line with rules that were set, changed or lifted.

    The number of readings that changed.
    """
    if not indicator_ids:
        return 0
    withhold(indicator_ids=indicator_ids, seen={})
    check_figures(source_ids=sources_of(indicator_ids))
    codes = Indicator.objects.filter(pk__in=indicator_ids).order_by("code").values_list("code", flat=True)
    changes.record_each(kind="figures.withheld", noun="indicators", things=codes)
    series = Series.objects.filter(indicator__in=indicator_ids)
    return recompute_readings(series_ids=series.order_by().values_list("pk", flat=True))
