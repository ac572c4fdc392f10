"""Checking figures by the rules of data quality: each load and each refresh has the figures of its source checked."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from cdp import changes
from indicators.loading.relations import quality_relations
from indicators.models import Area, Indicator, Observation, RuleFinding, Source
from indicators.rules.quality import AreaFacts, Book, FigureRow, IndicatorFacts, Reach, check, words

ROWS_AT_A_TIME = 5000
WRITTEN_AT_A_TIME = 500
# What is wrong with a hundred figures of one indicator in one way is one fault of the source, or of our definition.
MOST_OF_A_KIND = 100
MOST_FIGURES = 50
COLUMNS = (
    "id", "series_id", "series__indicator__code", "series__area__code", "series__sex", "series__age",
    "series__category_type", "series__category", "period", "period_start", "period_end", "value", "lower_95",
    "upper_95", "lower_998", "upper_998", "count", "denominator", "qualifier", "printed", "place", "variant",
)  # fmt: skip
WRITTEN_FIELDS = ("indicator_id", "area_id", "sentence", "figures")


@dataclass
class Report:
    """What a check found: {rule: findings}, how many are new and gone, and how many of a kind were left out."""

    figures: int = 0
    found: Counter = field(default_factory=Counter)
    new: int = 0
    gone: int = 0
    left_out: Counter = field(default_factory=Counter)

    @property
    def total(self):
        return self.found.total()


@transaction.atomic
def check_figures(*, source_ids=None) -> Report:
    """Check all figures of these sources, or of all, and make the findings say what was found.

    A finding that is found again keeps the time when it was first found; one that is gone is deleted.
    """
    sources = Source.objects.order_by("pk").values_list("pk", flat=True)
    if source_ids is not None:
        sources = sources.filter(pk__in=set(source_ids))
    report, known = Report(), Known.now()
    for source_id in sources:
        _write(source_id, _findings(source_id, known, report), known, report)
    return report


def forget_findings(*, indicator_ids):
    """Take out every finding that may say a figure of these indicators, of whatever source; how many.

    For whoever hides figures and leaves the check to a job: until it has run nothing is said of them.
    """
    ids = set(indicator_ids)
    codes = set(Indicator.objects.filter(pk__in=ids).order_by().values_list("code", flat=True))
    of_others = RuleFinding.objects.exclude(indicator__in=ids).order_by().values_list("pk", "figures")
    saying = [pk for pk, figures in of_others.iterator() if any(one["indicator"] in codes for one in figures)]
    gone = RuleFinding.objects.filter(indicator__in=ids).delete()[0]
    for start in range(0, len(saying), WRITTEN_AT_A_TIME):
        gone += RuleFinding.objects.filter(pk__in=saying[start : start + WRITTEN_AT_A_TIME]).delete()[0]
    return gone


def check_after(*, run) -> Report:
    """Check the figures of the run's source, and those of others that say what a disclosure rule now hides."""
    changed = run.changes.values_list("indicator", flat=True)
    bound = Indicator.objects.filter(pk__in=changed, disclosure_rule__isnull=False).values_list("pk", flat=True)
    return check_figures(source_ids={run.source_id, *sources_of(bound)})


def sources_of(indicator_ids):
    """The sources with figures of these indicators: what is hidden in one may stand in the findings of another."""
    figures = Observation.objects.filter(series__indicator__in=set(indicator_ids))
    return set(figures.order_by().values_list("source_id", flat=True).distinct())


@dataclass(frozen=True)
class Known:
    """Indicators, areas and relations, once a check."""

    indicators: dict
    indicator_ids: dict
    areas: dict
    area_ids: dict
    relations: object

    @classmethod
    def now(cls):
        indicators = list(Indicator.objects.order_by("pk").select_related("disclosure_rule"))
        areas = list(Area.objects.order_by("pk").prefetch_related("parents", "successors"))
        return cls(
            {row.code: _indicator_facts(row) for row in indicators},
            {row.code: row.pk for row in indicators},
            {row.code: _area_facts(row) for row in areas},
            {row.code: row.pk for row in areas},
            quality_relations(),
        )

    def book(self, figures):
        return Book(figures, self.indicators, self.areas, self.relations)


def _indicator_facts(row):
    rounded_to = row.disclosure_rule.rounding_base if row.disclosure_rule else 1
    return IndicatorFacts(row.code, row.name, row.unit, row.value_type, row.multiplier, rounded_to)


def _area_facts(row):
    return AreaFacts(
        row.code,
        row.name,
        row.area_type,
        row.level,
        tuple(parent.code for parent in row.parents.all()),
        tuple(next_.code for next_ in row.successors.all()),
        row.valid_to,
    )


def _findings(source_id, known, report):
    """Every (rule, finding) of a source. The figures are read once, one indicator at a time."""
    tied, late = [], []
    wanted = known.relations.tied_indicators
    for code, rows in groupby(_rows(source_id), key=lambda row: row.indicator):
        rows = list(rows)
        report.figures += len(rows)
        tied += rows if code in wanted else []
        late += [row for row in rows if _is_late(row, known.areas[row.area])]
        yield from check(known.book(rows), Reach.INDICATOR)
    yield from check(known.book(tied), Reach.TIED)
    yield from check(known.book(late), Reach.ENDED)


def _rows(source_id):
    figures = Observation.objects.filter(source=source_id)
    ordered = figures.order_by("series__indicator__code", "series_id", "period_start", "period", "variant")
    return map(FigureRow._make, ordered.values_list(*COLUMNS).iterator(chunk_size=ROWS_AT_A_TIME))


def _is_late(row, area):
    return area.valid_to is not None and row.start is not None and row.start > area.valid_to


def _write(source_id, findings, known, report):
    now = timezone.now()
    stored = {(row.rule, row.key): row for row in RuleFinding.objects.filter(source=source_id)}
    wanted, of_a_kind = {}, Counter()
    for rule, found in findings:
        first = found.figures[0]
        of_a_kind[rule.id, first.indicator] += 1
        if of_a_kind[rule.id, first.indicator] > MOST_OF_A_KIND:
            report.left_out[rule.id] += 1
        else:
            wanted.setdefault((rule.id, _key(rule, found)), _values(found, known))
    report.found.update(rule for rule, _ in wanted)
    new = [
        RuleFinding(rule=rule, key=key, source_id=source_id, first_found_at=now, **wanted[rule, key])
        for rule, key in wanted
        if (rule, key) not in stored
    ]
    changed = [row for key, row in stored.items() if key in wanted and _brought_into_line(row, wanted[key])]
    gone = [row.pk for key, row in stored.items() if key not in wanted]
    RuleFinding.objects.bulk_create(new, batch_size=WRITTEN_AT_A_TIME)
    RuleFinding.objects.bulk_update(changed, WRITTEN_FIELDS, batch_size=WRITTEN_AT_A_TIME)
    for start in range(0, len(gone), WRITTEN_AT_A_TIME):
        RuleFinding.objects.filter(pk__in=gone[start : start + WRITTEN_AT_A_TIME]).delete()
    if new or changed or gone:
        _tell(source_id)
    report.new += len(new)
    report.gone += len(gone)


def _tell(source_id):
    source = Source.objects.select_related("document__partnership").get(pk=source_id)
    partnership = source.document.partnership if source.document_id else None
    changes.record(kind="quality.checked", noun="rule-findings", partnership=partnership)


def _key(rule, found):
    """The same tomorrow, whatever the values are then: the rule, the series and the periods."""
    parts = sorted({f"{row.series}|{row.start}|{row.end}|{row.period}" for row in found.figures})
    return hashlib.sha256("\n".join([rule.id, *parts]).encode()).hexdigest()


def _values(found, known):
    first, many = found.figures[0], len(found.figures) > MOST_FIGURES
    return {
        "indicator_id": known.indicator_ids[first.indicator],
        "area_id": known.area_ids[first.area],
        "sentence": f"{found.sentence} The first {MOST_FIGURES} are listed." if many else found.sentence,
        "figures": [_figure(row, first, known) for row in found.figures[:MOST_FIGURES]],
    }


def _figure(row, first, known):
    said = words.described(
        row, known.indicators[row.indicator], known.areas[row.area], with_indicator=row.indicator != first.indicator
    )
    return {"observation": row.id, "said": said, "indicator": row.indicator, "area": row.area}


def _brought_into_line(row, values):
    """Whether anything had to be changed."""
    differs = [name for name, value in values.items() if getattr(row, name) != value]
    for name in differs:
        setattr(row, name, values[name])
    return bool(differs)
