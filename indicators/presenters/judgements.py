"""What sources say of their figures beside what we say: counts, and the rows in which the two differ.

Whether two words agree depends on the words alone, so that the database counts each pair of words once and a page of
differing rows is found by those pairs; no page reads all judgements.
"""

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import BooleanField, Case, Count, F, Q, Value, When

from cdp import exports
from indicators.models import PublishedJudgement, Reading, SourceKind
from indicators.rules import judgements as rule
from indicators.rules.judgements import ASPECT_WORDS, Aspect, OurTrend, Outcome

TREND = ("series__reading__trend", "series__reading__trend_verdict", "series__reading__trend_reason")
# aspect: (the source's word, ours, ours by the 99.8% interval)
STANDINGS = {
    Aspect.ENGLAND: ("compared_with_england", "standing_england", "standing_england_998"),
    Aspect.REGION: ("compared_with_parent", "standing_region", "standing_region_998"),
    Aspect.GOAL: ("compared_with_goal", "standing_goal", "standing_goal"),
}
THEIRS = {Aspect.TREND: "recent_trend", **{aspect: names[0] for aspect, names in STANDINGS.items()}}
OURS = {Aspect.TREND: TREND, **{aspect: (f"series__reading__{names[1]}",) for aspect, names in STANDINGS.items()}}
COLUMNS = [
    exports.Column("source", "Source"),
    exports.Column("indicator", "Indicator code"),
    exports.Column("indicator_name", "Indicator"),
    exports.Column("area", "Area code"),
    exports.Column("area_name", "Area"),
    exports.Column("group", "Group of people"),
    exports.Column("period", "Period"),
    exports.Column("aspect", "About"),
    exports.Column("theirs", "The source says"),
    exports.Column("ours", "We say"),
    exports.Column("reason", "Why they differ"),
    exports.Column("sample_data", "Sample data"),
]
NO_REASON = "The figures alone do not say why."
NOTE = "Words of the same period only. Ours are worked out here from the figures; the source's are never used for them."


@dataclass(frozen=True)
class AspectCount:
    """Of one aspect: in how many series the two agree, differ, or cannot be compared."""

    aspect: Aspect
    agree: int
    differ: int
    cannot: int
    # [(why they cannot be compared, how many)], the commonest first
    why_not: list

    @property
    def words(self):
        return ASPECT_WORDS[self.aspect]


@dataclass(frozen=True)
class Differing:
    aspect: Aspect
    theirs: str
    ours: str
    reason: str

    @property
    def words(self):
        return ASPECT_WORDS[self.aspect]


@dataclass(frozen=True)
class JudgementRow:
    judgement: PublishedJudgement
    differing: list

    @property
    def is_sample(self):
        return self.judgement.source.kind == SourceKind.SAMPLE


def judgements_for(user):
    """Those of series whose reading this person may see: ours must not give away an unpublished figure."""
    same = Case(
        When(period_end=F("series__reading__period_end"), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    readings = Reading.objects.visible_to(user)
    return PublishedJudgement.objects.filter(series__reading__in=readings).annotate(same_period=same)


def counts_of(judgements):
    """([AspectCount], {aspect: the pairs of words that differ}) in one query an aspect."""
    counted, differing = [], {}
    for aspect in Aspect:
        names = (THEIRS[aspect], *OURS[aspect])
        pairs = judgements.order_by().values_list("same_period", *names).annotate(Count("pk"))
        totals, why_not, differing[aspect] = Counter(), Counter(), []
        for is_same, theirs, *ours, number in pairs:
            outcome = _outcome(aspect, theirs, ours) if is_same else Outcome.CANNOT
            totals[outcome] += number
            if outcome == Outcome.CANNOT:
                why_not[rule.why_not_compared(theirs, same_period=is_same)] += number
            elif outcome == Outcome.DIFFER:
                differing[aspect].append((theirs, *ours))
        counted.append(AspectCount(aspect, *(totals[one] for one in Outcome), why_not.most_common()))
    return counted, differing


def _outcome(aspect, theirs, ours):
    if aspect == Aspect.TREND:
        return rule.trend_outcome(theirs, OurTrend(*ours))
    return rule.standing_outcome(theirs, ours[0])


def differing_rows(judgements, differing, *, aspect=""):
    """The judgements of which a word differs; in this aspect, where one is asked for."""
    chosen = [aspect] if aspect else list(Aspect)
    pairs = [
        Q(**dict(zip((THEIRS[one], *OURS[one]), words, strict=True))) for one in chosen for words in differing[one]
    ]
    if not pairs:
        return judgements.none()
    found = judgements.filter(reduce(or_, pairs), same_period=True)
    related = ("source", "series__indicator", "series__area", "series__reading__observation__source")
    return found.select_related(*related).order_by(
        "series__indicator__name", "series__area__name", "series__sex", "series__age", "series__category", "pk"
    )


def row_of(judgement, *, aspect=""):
    differing = (_trend(judgement), *_standings(judgement))
    return JudgementRow(judgement, [one for one in differing if one and aspect in ("", one.aspect)])


def _trend(judgement):
    reading, theirs = judgement.series.reading, judgement.recent_trend
    ours = OurTrend(reading.trend, reading.trend_verdict, reading.trend_reason)
    if rule.trend_outcome(theirs, ours) != Outcome.DIFFER:
        return None
    reason = _other_source(judgement) or rule.why_trends_differ(theirs, ours)
    return Differing(Aspect.TREND, theirs, ours.label, reason or NO_REASON)


def _standings(judgement):
    reading = judgement.series.reading
    for aspect, (theirs, ours, surer) in STANDINGS.items():
        said, standing = getattr(judgement, theirs), getattr(reading, ours)
        if rule.standing_outcome(said, standing) == Outcome.DIFFER:
            reason = _other_source(judgement) or rule.why_standings_differ(
                said,
                ours=standing,
                surer=getattr(reading, surer),
                polarity=judgement.series.indicator.polarity,
                is_computed=reading.interval_is_computed,
            )
            yield Differing(aspect, said, rule.STANDING_WORDS[standing], reason or NO_REASON)


def _other_source(judgement):
    """Where several sources hold a figure, ours may stand on another one's."""
    source = judgement.series.reading.observation.source
    return f"Our reading stands on another source: {source.name}." if source != judgement.source else ""


def table(judgements, *, aspect=""):
    found = judgements.iterator(chunk_size=500)
    rows = (cells for judgement in found for cells in _cells(row_of(judgement, aspect=aspect)))
    return exports.Table("judgements", "Where a source’s judgement and ours differ", COLUMNS, rows, [NOTE])


def _cells(row):
    one, series = row.judgement, row.judgement.series
    for differing in row.differing:
        yield [
            one.source.name,
            series.indicator.code,
            series.indicator.name,
            series.area.code,
            series.area.name,
            series.group,
            one.period,
            differing.words,
            differing.theirs,
            differing.ours,
            differing.reason,
            row.is_sample,
        ]
