"""The smallest true row of each model; no surprises."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from actions import models as actions
from cdp import models as cdp
from indicators import models as indicators
from partners import models as partners
from partners.roles import Role


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = partners.Person

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = partners.Agency

    slug = factory.Sequence(lambda n: f"agency-{n}")
    name = factory.Sequence(lambda n: f"Agency {n}")
    kind = partners.AgencyKind.VOLUNTARY


class AgencyAliasFactory(DjangoModelFactory):
    class Meta:
        model = partners.AgencyAlias

    agency = factory.SubFactory(AgencyFactory)
    name = factory.Sequence(lambda n: f"Alias {n}")


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = partners.Partnership

    slug = factory.Sequence(lambda n: f"partnership-{n}")
    name = factory.Sequence(lambda n: f"Partnership {n}")
    short_name = factory.Sequence(lambda n: f"Area {n}")
    is_published = True


class PrincipleFactory(DjangoModelFactory):
    class Meta:
        model = partners.Principle

    partnership = factory.SubFactory(PartnershipFactory)
    position = factory.Sequence(lambda n: n)
    name = factory.Sequence(lambda n: f"Principle {n}")


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = partners.Document

    partnership = factory.SubFactory(PartnershipFactory)
    title = factory.Sequence(lambda n: f"Needs assessment {n}")
    kind = partners.DocumentKind.NEEDS_ASSESSMENT


class DocumentNoteFactory(DjangoModelFactory):
    class Meta:
        model = partners.DocumentNote

    document = factory.SubFactory(DocumentFactory)
    subject = factory.Sequence(lambda n: f"subject {n}")
    text = "How this was read"


class StakeholderCategoryFactory(DjangoModelFactory):
    class Meta:
        model = partners.StakeholderCategory

    document = factory.SubFactory(DocumentFactory)
    version = "1"
    position = factory.Sequence(lambda n: n)
    name = factory.Sequence(lambda n: f"Category {n}")


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = partners.Seat

    partnership = factory.SubFactory(PartnershipFactory)
    agency = factory.SubFactory(AgencyFactory)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = partners.Membership

    user = factory.SubFactory(PersonFactory)
    partnership = factory.SubFactory(PartnershipFactory)
    role = Role.READER


class AreaFactory(DjangoModelFactory):
    class Meta:
        model = indicators.Area

    # No code that a test would give to an area of its own.
    code = factory.Sequence(lambda n: f"E069{n:05}")
    name = factory.Sequence(lambda n: f"Area {n}")
    area_type = indicators.AreaType.UNITARY


class FootprintFactory(DjangoModelFactory):
    class Meta:
        model = indicators.Footprint

    partnership = factory.SubFactory(PartnershipFactory)
    area = factory.SubFactory(AreaFactory)
    is_main = True


class OutcomeFactory(DjangoModelFactory):
    class Meta:
        model = indicators.Outcome

    code = factory.Sequence(lambda n: f"outcome-{n}")
    name = factory.Sequence(lambda n: f"Outcome {n}")
    level = indicators.Outcome.Level.STRATEGIC
    position = factory.Sequence(lambda n: n)


class FrameworkMetricFactory(DjangoModelFactory):
    class Meta:
        model = indicators.FrameworkMetric

    code = factory.Sequence(lambda n: f"H{n}")
    name = factory.Sequence(lambda n: f"Metric {n}")
    level = indicators.FrameworkMetric.Level.HEADLINE
    position = factory.Sequence(lambda n: n)
    outcome = factory.SubFactory(OutcomeFactory)


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = indicators.Indicator

    code = factory.Sequence(lambda n: f"indicator-{n}")
    name = factory.Sequence(lambda n: f"Indicator {n}")
    unit = "%"
    value_type = indicators.ValueType.PROPORTION
    multiplier = 100
    polarity = "lower_is_better"
    scope = indicators.Scope.POPULATION


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = indicators.Source

    slug = factory.Sequence(lambda n: f"source-{n}")
    name = factory.Sequence(lambda n: f"Source {n}")
    kind = indicators.SourceKind.FINGERTIPS_CSV
    rank = 10
    # What holds a run back has tests of its own.
    publishing = indicators.Publishing.AT_ONCE


class RefreshFactory(DjangoModelFactory):
    class Meta:
        model = indicators.Refresh

    source = factory.SubFactory(SourceFactory)
    outcome = indicators.Refresh.Outcome.CHANGED
    started_at = factory.LazyFunction(timezone.now)
    finished_at = factory.LazyAttribute(lambda run: None if run.outcome in indicators.Refresh.OPEN else run.started_at)
    published_at = factory.LazyAttribute(
        lambda run: run.finished_at if run.outcome in indicators.Refresh.PUBLISHED else None
    )


class RefreshRejectFactory(DjangoModelFactory):
    class Meta:
        model = indicators.RefreshReject

    refresh = factory.SubFactory(RefreshFactory)
    file_name = "figures.csv"
    row = 2
    reason = "The value is not a number."


class QualityFindingFactory(DjangoModelFactory):
    class Meta:
        model = indicators.QualityFinding

    document = factory.SubFactory(DocumentFactory)
    position = factory.Sequence(lambda n: n)
    kind = indicators.QualityFinding.Kind.LABEL
    description = "The unit is unclear"


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = indicators.Series

    indicator = factory.SubFactory(IndicatorFactory)
    area = factory.SubFactory(AreaFactory)


class ObservationFactory(DjangoModelFactory):
    class Meta:
        model = indicators.Observation

    series = factory.SubFactory(SeriesFactory)
    refresh = factory.SubFactory(RefreshFactory)
    source = factory.SelfAttribute("refresh.source")
    period = "2021"
    period_start = datetime.date(2021, 1, 1)
    period_end = datetime.date(2021, 12, 31)
    value = 12.5


class SupersededObservationFactory(DjangoModelFactory):
    class Meta:
        model = indicators.SupersededObservation

    observation_id = 1
    series = factory.SubFactory(SeriesFactory)
    refresh = factory.SubFactory(RefreshFactory)
    source = factory.SelfAttribute("refresh.source")
    replaced_by = factory.SelfAttribute("refresh")
    known_until = factory.LazyFunction(timezone.now)
    period = "2021"
    period_start = datetime.date(2021, 1, 1)
    period_end = datetime.date(2021, 12, 31)
    value = 12.4


class ReadingFactory(DjangoModelFactory):
    class Meta:
        model = indicators.Reading

    observation = factory.SubFactory(ObservationFactory)
    source = factory.SelfAttribute("observation.source")
    series = factory.SelfAttribute("observation.series")
    indicator = factory.SelfAttribute("series.indicator")
    area = factory.SelfAttribute("series.area")
    is_headline = True
    value = factory.SelfAttribute("observation.value")
    state = factory.SelfAttribute("observation.state")
    qualifier = factory.SelfAttribute("observation.qualifier")
    period = factory.SelfAttribute("observation.period")
    period_start = factory.SelfAttribute("observation.period_start")
    period_end = factory.SelfAttribute("observation.period_end")


class DisclosureRuleFactory(DjangoModelFactory):
    class Meta:
        model = indicators.DisclosureRule

    slug = factory.Sequence(lambda n: f"rule-{n}")
    name = factory.Sequence(lambda n: f"Rule {n}")
    threshold = 5
    rationale = "A person could be made out"


class WithheldFigureFactory(DjangoModelFactory):
    class Meta:
        model = indicators.WithheldFigure

    observation = factory.SubFactory(ObservationFactory)
    reason = indicators.WithheldFigure.Reason.SMALL
    value = 3


class NeighbourGroupFactory(DjangoModelFactory):
    class Meta:
        model = indicators.NeighbourGroup

    area = factory.SubFactory(AreaFactory)
    name = "Nearest neighbours"
    source = "A named source"


class NeighbourFactory(DjangoModelFactory):
    class Meta:
        model = indicators.Neighbour

    group = factory.SubFactory(NeighbourGroupFactory)
    area = factory.SubFactory(AreaFactory)
    position = factory.Sequence(lambda n: n + 1)


class StepChangeFactory(DjangoModelFactory):
    class Meta:
        model = indicators.StepChange

    series = factory.SubFactory(SeriesFactory)
    starts_on = datetime.date(2021, 1, 1)
    reason = "A new service opened"
    marked_by = factory.SubFactory(PersonFactory)
    marked_at = factory.LazyFunction(timezone.now)


class RuleFindingFactory(DjangoModelFactory):
    class Meta:
        model = indicators.RuleFinding

    rule = "value-outside-interval"
    key = factory.Sequence(lambda n: f"{n:064}")
    source = factory.SubFactory(SourceFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    sentence = "The value lies outside its own interval"
    first_found_at = factory.LazyFunction(timezone.now)


class StrategyFactory(DjangoModelFactory):
    class Meta:
        model = actions.Strategy

    partnership = factory.SubFactory(PartnershipFactory)
    title = factory.Sequence(lambda n: f"Strategy {n}")


class PriorityFactory(DjangoModelFactory):
    class Meta:
        model = actions.Priority

    partnership = factory.SubFactory(PartnershipFactory)
    strategy = factory.SubFactory(StrategyFactory, partnership=factory.SelfAttribute("..partnership"))
    code = factory.Sequence(lambda n: f"P{n}")
    title = factory.Sequence(lambda n: f"Priority {n}")
    national_priority = indicators.NationalPriority.TREATMENT
    position = factory.Sequence(lambda n: n)


class RecommendationFactory(DjangoModelFactory):
    class Meta:
        model = actions.Recommendation

    partnership = factory.SubFactory(PartnershipFactory)
    ref = factory.Sequence(lambda n: f"R{n}")
    title = factory.Sequence(lambda n: f"Recommendation {n}")
    position = factory.Sequence(lambda n: n)


class SubRecommendationFactory(DjangoModelFactory):
    class Meta:
        model = actions.SubRecommendation

    recommendation = factory.SubFactory(RecommendationFactory)
    position = factory.Sequence(lambda n: n)
    text = "One part of it"


class EvidenceFigureFactory(DjangoModelFactory):
    class Meta:
        model = actions.EvidenceFigure

    recommendation = factory.SubFactory(RecommendationFactory)
    observation = factory.SubFactory(ObservationFactory)
    series = factory.SelfAttribute("observation.series")
    position = factory.Sequence(lambda n: n)
    value = factory.SelfAttribute("observation.value")
    period = factory.SelfAttribute("observation.period")
    period_end = factory.SelfAttribute("observation.period_end")


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = actions.Action

    partnership = factory.SubFactory(PartnershipFactory)
    priority = factory.SubFactory(PriorityFactory, partnership=factory.SelfAttribute("..partnership"))
    ref = factory.Sequence(lambda n: f"A{n}")
    title = factory.Sequence(lambda n: f"Action {n}")
    position = factory.Sequence(lambda n: n)


class ActionAgencyFactory(DjangoModelFactory):
    class Meta:
        model = actions.ActionAgency

    action = factory.SubFactory(ActionFactory)
    agency = factory.SubFactory(AgencyFactory)


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = actions.Milestone

    action = factory.SubFactory(ActionFactory)
    position = factory.Sequence(lambda n: n)
    title = factory.Sequence(lambda n: f"Milestone {n}")
    planned_on = datetime.date(2026, 9, 30)
    due_on = factory.SelfAttribute("planned_on")


class ProgressUpdateFactory(DjangoModelFactory):
    class Meta:
        model = actions.ProgressUpdate

    action = factory.SubFactory(ActionFactory)
    delivery_status = actions.DeliveryStatus.ON_TRACK
    confidence = actions.Confidence.CONFIDENT
    narrative = "The first clinic has opened."
    reported_at = factory.LazyFunction(timezone.now)
    reported_by = factory.SubFactory(PersonFactory)


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = actions.Measure

    action = factory.SubFactory(ActionFactory)
    series = factory.SubFactory(SeriesFactory)


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = actions.Meeting

    partnership = factory.SubFactory(PartnershipFactory)
    held_on = datetime.date(2026, 12, 9)


class SchemeFactory(DjangoModelFactory):
    class Meta:
        model = actions.Scheme

    partnership = factory.SubFactory(PartnershipFactory)
    ref = factory.Sequence(lambda n: f"S{n}")
    name = factory.Sequence(lambda n: f"Scheme {n}")
    position = factory.Sequence(lambda n: n)


class FindingFactory(DjangoModelFactory):
    class Meta:
        model = actions.Finding

    partnership = factory.SubFactory(PartnershipFactory)
    ref = factory.Sequence(lambda n: f"F{n}")
    statement = factory.Sequence(lambda n: f"Finding {n}")
    position = factory.Sequence(lambda n: n)


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = actions.Theme

    document = factory.SubFactory(DocumentFactory)
    ref = factory.Sequence(lambda n: f"T{n}")
    kind = "theme"
    name = factory.Sequence(lambda n: f"Theme {n}")
    position = factory.Sequence(lambda n: n)


class OpportunityFactory(DjangoModelFactory):
    class Meta:
        model = actions.Opportunity

    document = factory.SubFactory(DocumentFactory)
    ref = factory.Sequence(lambda n: f"O{n}")
    theme = factory.Sequence(lambda n: f"Opportunity {n}")
    ideas = ["Work together"]
    position = factory.Sequence(lambda n: n)


class IntelligenceGapFactory(DjangoModelFactory):
    class Meta:
        model = actions.IntelligenceGap

    document = factory.SubFactory(DocumentFactory)
    ref = factory.Sequence(lambda n: f"G{n}")
    gap = factory.Sequence(lambda n: f"Gap {n}")
    position = factory.Sequence(lambda n: n)


class ReturnOnInvestmentFactory(DjangoModelFactory):
    class Meta:
        model = actions.ReturnOnInvestment

    document = factory.SubFactory(DocumentFactory)
    group = factory.Sequence(lambda n: f"group {n}")
    per_pound_in_treatment = "6.10"
    per_pound_in_treatment_and_recovery = "51.70"
    gross_benefit_per_person = 6506
    long_term_benefit_per_person = 55088
    position = factory.Sequence(lambda n: n)


class MeasureWantedFactory(DjangoModelFactory):
    class Meta:
        model = actions.MeasureWanted

    document = factory.SubFactory(DocumentFactory)
    heading = "We want"
    status = "missing"
    position = factory.Sequence(lambda n: n)


class JobFactory(DjangoModelFactory):
    class Meta:
        model = cdp.Job

    kind = "tidy"
    key = factory.Sequence(lambda n: f"thing:{n}")
    due_at = factory.LazyFunction(timezone.now)
    created_at = factory.SelfAttribute("due_at")


class HeartbeatFactory(DjangoModelFactory):
    class Meta:
        model = cdp.Heartbeat

    name = "worker"
    beaten_at = factory.LazyFunction(timezone.now)


class AliasFactory(DjangoModelFactory):
    class Meta:
        model = indicators.Alias

    source = factory.SubFactory(SourceFactory)
    field = indicators.AliasField.AREA
    text = factory.Sequence(lambda n: f"Place {n} UA")
    area = factory.SubFactory(AreaFactory)
    made_at = factory.LazyFunction(timezone.now)


class RawFileFactory(DjangoModelFactory):
    class Meta:
        model = indicators.RawFile

    refresh = factory.SubFactory(RefreshFactory)
    position = factory.Sequence(lambda n: n)
    name = "figures.csv"
    sha256 = "ab" * 32
    size = 1024
    fetched_at = factory.LazyFunction(timezone.now)


class RefreshChangeFactory(DjangoModelFactory):
    class Meta:
        model = indicators.RefreshChange

    refresh = factory.SubFactory(RefreshFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    added = 1


class RefreshDifferenceFactory(DjangoModelFactory):
    class Meta:
        model = indicators.RefreshDifference

    refresh = factory.SubFactory(RefreshFactory)
    kind = indicators.RefreshDifference.Kind.MOVED
    indicator = factory.SubFactory(IndicatorFactory)
    area = factory.SubFactory(AreaFactory)
    period = "2023/24"
    was = 10
    now = 20


class SubscriptionFactory(DjangoModelFactory):
    class Meta:
        model = indicators.Subscription

    person = factory.SubFactory(PersonFactory)
    source = factory.SubFactory(SourceFactory)
    made_at = factory.LazyFunction(timezone.now)


class SourceChangeFactory(DjangoModelFactory):
    class Meta:
        model = indicators.SourceChange

    source = factory.SubFactory(SourceFactory)
    setting = indicators.Setting.FREQUENCY
    was = "daily"
    now = "weekly"
    changed_at = factory.LazyFunction(timezone.now)
    changed_by = factory.SubFactory(PersonFactory)


class RefreshPartFactory(DjangoModelFactory):
    class Meta:
        model = indicators.RefreshPart

    source = factory.SubFactory(SourceFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    digest = "0" * 64
    rows = 1


class PublishedJudgementFactory(DjangoModelFactory):
    class Meta:
        model = indicators.PublishedJudgement

    series = factory.SubFactory(SeriesFactory)
    refresh = factory.SubFactory(RefreshFactory)
    source = factory.SelfAttribute("refresh.source")
    period = "2021"
    period_end = datetime.date(2021, 12, 31)
    recent_trend = "No significant change"


class NoticeFactory(DjangoModelFactory):
    class Meta:
        model = indicators.Notice

    person = factory.SubFactory(PersonFactory)
    refresh = factory.SubFactory(RefreshFactory)
    kind = indicators.Notice.Kind.CHANGED
    made_at = factory.LazyFunction(timezone.now)


class MappingFactory(DjangoModelFactory):
    class Meta:
        model = indicators.Mapping

    source = factory.SubFactory(SourceFactory, kind=indicators.SourceKind.MAPPED)
    layout = factory.LazyFunction(dict)
    changed_at = factory.LazyFunction(timezone.now)
