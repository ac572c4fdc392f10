"""All that is on the page for residents, in a fixed number of queries, asked for as a visitor whoever asks."""

from collections import Counter
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from actions.board import rows
from actions.commentary.standing import with_said
from actions.models import Pack, Recommendation, Theme
from actions.public import heard, plain
from cdp import words
from indicators.models import Source
from partners.models import Seat

VISITOR = AnonymousUser()
MOST_PROMISES = 12  # under one aim; all of them are one link away
MOST_HEARD, MOST_THEMES, MOST_PAPERS = 12, 6, 12


@dataclass(frozen=True)
class Figure:
    """A measure as residents are told of it."""

    text: str
    judged: str
    source: str
    verdict: str
    href: str = ""
    said: str = ""  # what the partnership has written of it
    fault: str = ""  # why that no longer holds


@dataclass(frozen=True)
class Promise:
    text: str
    state: str
    agencies: str
    due: str
    href: str


@dataclass
class Aim:
    """One priority."""

    title: str
    href: str
    figures: list = field(default_factory=list)
    promises: list = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    wanted: int = 0

    @property
    def measured(self):
        return plain.measures_of(len(self.figures))

    @property
    def promised(self):
        total = self.counts.total()
        return plain.wanted(self.wanted) if self.wanted and not total else plain.promised(total)

    @property
    def done(self):
        return plain.promises(self.counts)

    @property
    def shown(self):
        return self.promises[:MOST_PROMISES]

    @property
    def more(self):
        return len(self.promises) - len(self.shown)


@dataclass(frozen=True)
class PublicPage:
    partnership: object
    document: object
    seats: int
    aims: list
    heard: list
    themes: list
    meeting: object
    papers: list
    on: object

    @property
    def figures(self):
        return list({figure.text: figure for aim in self.aims for figure in aim.figures}.values())

    @property
    def well(self):
        return [figure for figure in self.figures if figure.verdict in plain.WELL]

    @property
    def not_well(self):
        return [figure for figure in self.figures if figure.verdict in plain.NOT_WELL]

    @property
    def unclear(self):
        rest = len(self.figures) - len(self.well) - len(self.not_well)
        return plain.unclear(rest) if rest else ""

    @property
    def counts(self):
        return sum((aim.counts for aim in self.aims), Counter())

    @property
    def promises(self):
        total = self.counts.total()
        if not total:
            return ""
        begin = "In all we promised" if len(self.aims) > 1 else "We promised"
        return f"{begin} {plain.number(total)} {'thing' if total == 1 else 'things'}. {plain.promises(self.counts)}"

    @property
    def aims_sentence(self):
        return plain.aims(len(self.aims))

    @property
    def meeting_sentence(self):
        return plain.meeting(self.meeting and self.meeting.held_on)


def public_page(partnership, *, on):
    lines = rows.action_lines(partnership.actions, on=on)
    measures = with_said(partnership, rows.measure_lines(partnership, on=on, user=VISITOR))
    recommendations = list(
        Recommendation.objects.current()
        .filter(partnership=partnership)
        .prefetch_related("actions")
        .order_by("position")
    )
    return PublicPage(
        partnership=partnership,
        document=partnership.documents.published().first(),
        seats=Seat.objects.filter(partnership=partnership).count(),
        aims=_aims(partnership, lines, measures, recommendations, on=on),
        heard=_heard(partnership, lines, recommendations),
        themes=list(Theme.objects.filter(document__partnership=partnership).order_by("position")[:MOST_THEMES]),
        meeting=partnership.meetings.filter(held_on__gte=on, cancelled_at__isnull=True).order_by("held_on").first(),
        papers=list(
            Pack.objects.visible_to(VISITOR)
            .filter(partnership=partnership)
            .select_related("meeting", "partnership")
            .order_by("-meeting__held_on", "-number")[:MOST_PAPERS]
        ),
        on=on,
    )


def _aims(partnership, lines, measures, recommendations, *, on):
    """Of the strategies in force; one whose place another took counts while something is still done under it."""
    sources = dict(Source.objects.filter(pk__in={line.row.reading.source_id for line in measures if line.row})
                   .values_list("pk", "name"))  # fmt: skip
    aims = {}
    for priority in partnership.priorities.select_related("strategy").order_by("position"):
        aim = Aim(priority.title, reverse("priority", args=[partnership.slug, priority.code]))
        aims[priority.pk] = priority, aim
    for line in measures:
        if line.priority_id in aims:
            aims[line.priority_id][1].figures.append(figure_of(line, sources, on=on))
    for line in lines:
        aim = aims[line.action.priority_id][1]
        aim.counts[str(line.status)] += 1
        aim.promises.append(promise_of(line))
    for recommendation in recommendations:
        if recommendation.priority_id in aims:
            aims[recommendation.priority_id][1].wanted += 1
    return [aim for priority, aim in aims.values() if priority.strategy.successor_id is None or aim.promises]


def figure_of(line, sources, *, on):
    measure, facts, row = line.measure, line.facts, line.row
    area = measure.series.area.name
    reading = row.reading if row else None
    said = plain.figure(
        facts.value,
        unit=facts.unit,
        qualifier=reading.qualifier if reading else "exact",
        state=reading.state if reading else "published",
    )
    by = words.month(measure.target_on)
    target = plain.figure(measure.target.normalize(), unit=facts.unit) if measure.target is not None else ""
    sentences = [plain.judged(line.verdict, target=target, by=by)] if said else []
    if reading and (caution := plain.caution(reading.state)):
        sentences.append(caution)
    return Figure(
        text=plain.measured(name=facts.name, said=said, area=area, period=facts.period),
        judged=" ".join(sentences),
        source=sources.get(reading.source_id, "") if reading else "",
        verdict=str(line.verdict),
        href=row.url if row else "",
        **_written(line.said, on=on),
    )


def _written(said, *, on):
    """Words are for the public as far as their figure is, and of no day before they were written."""
    if said is None or said.row is None or timezone.localdate(said.commentary.written_at) > on:
        return {}
    fault = plain.commentary(period=said.row.period, is_contradicted=said.is_contradicted, is_whole=not said.fault)
    return {"said": said.text, "fault": fault}


def promise_of(line):
    action = line.action
    return Promise(
        text=action.title,
        state=plain.state(line.status),
        agencies=line.lead_names,
        due="" if line.status == "complete" else words.month(action.due_on),
        href=action.get_absolute_url(),
    )


def _heard(partnership, lines, recommendations):
    by_pk = {line.action.pk: line for line in lines}
    found = []
    for recommendation in recommendations:
        if heard.is_voice(recommendation.title, recommendation.evidence):
            answered = [by_pk[action.pk] for action in recommendation.actions.all() if action.pk in by_pk]
            did = [heard.Done(line.action.title, plain.state(line.status), line.action.get_absolute_url())
                   for line in answered]  # fmt: skip
            found.append(heard.heard(recommendation, did))
    # What was done about comes first: the rest is told as openly, below it.
    return sorted(found, key=lambda one: not one.did)[:MOST_HEARD]
