"""The national picture: what each partnership has published, agreed and reported, and how fresh its figures are."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery, Sum

from actions.models import Action, DeliveryStatus, Recommendation
from cdp import words
from indicators.models import Area, FrameworkMetric, QualityFinding, Reading, Source
from partners.models import Document, Partnership

SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass
class PartnershipLine:
    """One partnership of the national list."""

    partnership: Partnership
    document: str = ""
    has_document: bool = False
    recommendations: int = 0
    unanswered: int = 0
    actions: int = 0
    updated: int = 0
    figures: int = 0
    clashes: int = 0
    metrics: set = field(default_factory=set)
    newest: datetime.date | None = None
    has_local_figure: bool = False

    @property
    def figures_note(self):
        """Only what a document prints is counted: to count all figures of its areas would be to read all readings."""
        if not self.has_document:
            return "no document"
        return f"{self.clashes} clash{'es' if self.clashes != 1 else ''}" if self.clashes else "no clash"

    @property
    def answered_note(self):
        if not self.recommendations:
            return "none in the document"
        if self.unanswered == self.recommendations:
            return "all without action"
        return f"{self.unanswered} without action" if self.unanswered else "all answered"


@dataclass(frozen=True)
class NationalPicture:
    published: list[PartnershipLine]
    sample: list[PartnershipLine]
    metrics: list[FrameworkMetric]
    headline: str
    lead: str

    @property
    def lines(self):
        return [*self.published, *self.sample]


def national_picture(*, user):
    """The same few queries however many partnerships there are."""
    partnerships = list(
        Partnership.objects.visible_to(user).prefetch_related(
            Prefetch("documents", Document.objects.published()), "footprint"
        )
    )
    metrics = list(FrameworkMetric.objects.filter(level=FrameworkMetric.Level.HEADLINE))
    lines = {
        one.pk: PartnershipLine(one, document_line(one), has_document=bool(one.documents.all())) for one in partnerships
    }
    _count_recommendations(lines)
    _count_actions(lines)
    _count_figures(lines)
    _read_local_figures(lines, user=user)
    published = [line for line in lines.values() if not line.partnership.is_sample]
    return NationalPicture(
        published=published,
        sample=[line for line in lines.values() if line.partnership.is_sample],
        metrics=metrics,
        headline=headline(published),
        lead=lead(published, metrics=len(metrics)),
    )


def document_line(partnership):
    documents = partnership.documents.all()
    if not documents:
        return "No document loaded yet"
    return "; ".join(f"{d.title}, {f'published {d.published}' if d.published else 'publication date not printed'}"
                     for d in documents)  # fmt: skip


def _count_recommendations(lines):
    answered = Action.objects.current().filter(recommendations=OuterRef("pk"))
    rows = (
        Recommendation.objects.current()
        .filter(partnership__in=lines)
        .order_by()
        .values("partnership")
        .annotate(total=Count("pk"), unanswered=Count("pk", filter=~Exists(answered)))
    )
    for row in rows:
        line = lines[row["partnership"]]
        line.recommendations, line.unanswered = row["total"], row["unanswered"]


def _count_actions(lines):
    rows = (
        Action.objects.current()
        .filter(partnership__in=lines)
        .order_by()
        .values("partnership")
        .annotate(total=Count("pk"), updated=Count("pk", filter=~Q(delivery_status=DeliveryStatus.NOT_REPORTED)))
    )
    for row in rows:
        line = lines[row["partnership"]]
        line.actions, line.updated = row["total"], row["updated"]


def _count_figures(lines):
    # Their sources know the number: to find them among all figures would mean to read all figures.
    rows = (
        Source.objects.filter(document__partnership__in=lines)
        .order_by()
        .values_list("document__partnership")
        .annotate(Sum("number_of_figures"))
    )
    for pk, count in rows:
        lines[pk].figures = count
    rows = (
        QualityFinding.objects.filter(document__partnership__in=lines)
        .order_by()
        .values_list("document__partnership")
        .annotate(Count("pk"))
    )
    for pk, count in rows:
        lines[pk].clashes = count


def _read_local_figures(lines, *, user):
    partnerships_of = defaultdict(list)
    for line in lines.values():
        for footprint in line.partnership.footprint.all():
            partnerships_of[footprint.area_id].append(line)
    readings = Reading.objects.visible_to(user).filter(area__in=partnerships_of, value__isnull=False)
    headline_metric = Q(indicator__framework_metric__level=FrameworkMetric.Level.HEADLINE)
    for area, metric in (
        readings.filter(headline_metric).order_by().values_list("area", "indicator__framework_metric").distinct()
    ):
        for line in partnerships_of[area]:
            line.metrics.add(metric)
    own = readings.filter(area=OuterRef("pk"))
    newest = own.filter(period_end__isnull=False).order_by("-period_end").values("period_end")
    # One step into an index for each area, however many figures it has.
    areas = Area.objects.filter(Exists(own), pk__in=partnerships_of).annotate(newest=Subquery(newest[:1]))
    for area, newest_end in areas.order_by().values_list("pk", "newest"):
        for line in partnerships_of[area]:
            line.has_local_figure = True
            line.newest = max(filter(None, (line.newest, newest_end)), default=None)


def in_words(number):
    return SMALL_NUMBERS[number] if number < len(SMALL_NUMBERS) else f"{number:,}"


def headline(lines):
    """What a reader should know first: who has agreed something, and who has said how it goes."""
    if not lines:
        return "No partnership is published yet"
    with_actions = sum(1 for line in lines if line.actions)
    reporting = sum(1 for line in lines if line.updated)
    yet = " yet" if not reporting else ""
    partnerships = f"{in_words(len(lines))} partnership{'s' if len(lines) != 1 else ''}"
    return f"Of {partnerships}, {have(with_actions)} actions and {have(reporting)} reported progress{yet}"


def have(number):
    if number == 0:
        return "none has"
    return f"{in_words(number)} {'has' if number == 1 else 'have'}"


def lead(lines, *, metrics):
    if not lines:
        return "A partnership appears here once its data lead has loaded it and published it."
    waiting = sum(line.unanswered for line in lines)
    most = max(len(line.metrics) for line in lines)
    newest = max((line.newest for line in lines if line.newest), default=None)
    wait = "recommendation waits" if waiting == 1 else "recommendations wait"
    sentences = [f"{waiting:,} {wait} for an action."]
    sentences.append(
        f"No partnership gives a local figure for more than {most} of the {metrics} national headline metrics"
        + (f", and no dated local figure is newer than {words.month(newest)}." if newest else ".")
    )
    return " ".join(sentences)
