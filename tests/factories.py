"""The smallest true row of each model; no surprises."""

import datetime
import hashlib
import zlib

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from oauth2_provider.models import Application

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


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = partners.Invitation

    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    name = factory.Sequence(lambda n: f"Invited {n}")
    partnership = factory.SubFactory(PartnershipFactory)
    role = Role.READER
    token_digest = factory.Sequence(lambda n: f"{n:064}")
    invited_at = factory.LazyFunction(timezone.now)
    invited_by = factory.SubFactory(PersonFactory)
    expires_at = factory.LazyAttribute(lambda one: one.invited_at + datetime.timedelta(days=14))


class AccessRequestFactory(DjangoModelFactory):
    class Meta:
        model = partners.AccessRequest

    person = factory.SubFactory(PersonFactory)
    partnership = factory.SubFactory(PartnershipFactory)
    role = Role.READER
    why = "I take the minutes"
    asked_at = factory.LazyFunction(timezone.now)


class NationalRoleFactory(DjangoModelFactory):
    class Meta:
        model = partners.NationalRole

    person = factory.SubFactory(PersonFactory)
    role = Role.NATIONAL_READER
    given_at = factory.LazyFunction(timezone.now)
    given_by = factory.SubFactory(PersonFactory)


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
    archived_at = None
    archive_reason = factory.LazyAttribute(lambda one: "No longer wanted" if one.archived_at else "")


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
    archived_at = None
    archive_reason = factory.LazyAttribute(lambda one: "No longer wanted" if one.archived_at else "")


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
    state = actions.UpdateState.APPROVED
    started_at = factory.LazyFunction(timezone.now)
    started_by = factory.SubFactory(PersonFactory)
    saved_at = factory.SelfAttribute("started_at")
    saved_by = factory.SelfAttribute("started_by")
    reported_at = factory.SelfAttribute("started_at")
    reported_by = factory.SelfAttribute("started_by")
    decided_at = factory.SelfAttribute("reported_at")
    decided_by = factory.SelfAttribute("reported_by")

    class Params:
        is_draft = factory.Trait(
            state=actions.UpdateState.DRAFT, reported_at=None, reported_by=None, decided_at=None, decided_by=None
        )
        is_submitted = factory.Trait(state=actions.UpdateState.SUBMITTED, decided_at=None, decided_by=None)
        is_returned = factory.Trait(state=actions.UpdateState.RETURNED)


class UpdateMoveFactory(DjangoModelFactory):
    class Meta:
        model = actions.UpdateMove

    update = factory.SubFactory(ProgressUpdateFactory)
    to_state = actions.UpdateState.DRAFT
    moved_at = factory.LazyFunction(timezone.now)
    moved_by = factory.SubFactory(PersonFactory)


class UpdateMilestoneFactory(DjangoModelFactory):
    class Meta:
        model = actions.UpdateMilestone

    update = factory.SubFactory(ProgressUpdateFactory, is_draft=True)
    milestone = factory.SubFactory(MilestoneFactory, action=factory.SelfAttribute("..update.action"))
    met_on = datetime.date(2026, 9, 30)


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = actions.Evidence

    update = factory.SubFactory(ProgressUpdateFactory, is_draft=True)
    title = "Minutes of the steering group"
    strength = actions.Evidence.Strength.DOCUMENT
    link = "https://example.org/minutes"
    added_at = factory.LazyFunction(timezone.now)
    added_by = factory.SubFactory(PersonFactory)


class LightOverrideFactory(DjangoModelFactory):
    class Meta:
        model = actions.LightOverride

    action = factory.SubFactory(ActionFactory)
    light = actions.LightOverride.Which.DELIVERY
    state = "at_risk"
    reason = "The building has flooded"
    set_at = factory.LazyFunction(timezone.now)
    set_by = factory.SubFactory(PersonFactory)
    until = datetime.date(2026, 12, 31)


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = actions.Measure

    action = factory.SubFactory(ActionFactory)
    series = factory.SubFactory(SeriesFactory)


class UpdateFigureFactory(DjangoModelFactory):
    class Meta:
        model = actions.UpdateFigure

    update = factory.SubFactory(ProgressUpdateFactory, is_draft=True)
    measure = factory.SubFactory(MeasureFactory, action=factory.SelfAttribute("..update.action"))
    period = "2025/26"
    value = 12


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = actions.Meeting

    partnership = factory.SubFactory(PartnershipFactory)
    held_on = datetime.date(2026, 12, 9)


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = actions.Decision

    meeting = factory.SubFactory(MeetingFactory)
    position = factory.Sequence(lambda n: n)
    kind = actions.Decision.Kind.ASK
    text = "Find rooms for the second clinic"
    owner = factory.SubFactory(PersonFactory)
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(PersonFactory)


class ReminderPlanFactory(DjangoModelFactory):
    class Meta:
        model = actions.ReminderPlan

    partnership = factory.SubFactory(PartnershipFactory)


class MailFactory(DjangoModelFactory):
    class Meta:
        model = actions.Mail

    kind = actions.MailKind.REMINDER
    key = factory.Sequence(lambda n: f"person:{n}")
    day = datetime.date(2026, 11, 22)
    to = factory.Sequence(lambda n: f"reader{n}@example.org")
    subject = "Two updates are due"
    text = "Two updates are due."
    why = "You lead these actions."
    made_at = factory.LazyFunction(timezone.now)


class MailLinkFactory(DjangoModelFactory):
    class Meta:
        model = actions.MailLink

    mail = factory.SubFactory(MailFactory)
    person = factory.SubFactory(PersonFactory)
    action = factory.SubFactory(ActionFactory)
    token_digest = factory.Sequence(lambda n: f"{n:064}")
    made_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda link: link.made_at + datetime.timedelta(days=14))


class MailOffFactory(DjangoModelFactory):
    class Meta:
        model = actions.MailOff

    person = factory.SubFactory(PersonFactory)
    kind = actions.MailKind.REMINDER
    switched_off_at = factory.LazyFunction(timezone.now)


class BatchFactory(DjangoModelFactory):
    class Meta:
        model = actions.Batch

    partnership = factory.SubFactory(PartnershipFactory)
    agency = factory.SubFactory(AgencyFactory)
    file = "workbooks/updates.xlsx"
    file_name = "updates.xlsx"
    sha256 = "ab" * 32
    uploaded_at = factory.LazyFunction(timezone.now)
    uploaded_by = factory.SubFactory(PersonFactory)


class BatchRowFactory(DjangoModelFactory):
    class Meta:
        model = actions.BatchRow

    batch = factory.SubFactory(BatchFactory)
    row = factory.Sequence(lambda n: n + 2)


class PlanImportFactory(DjangoModelFactory):
    class Meta:
        model = actions.PlanImport

    partnership = factory.SubFactory(PartnershipFactory)
    file = "plans/plan.xlsx"
    file_name = "plan.xlsx"
    sha256 = "cd" * 32
    uploaded_at = factory.LazyFunction(timezone.now)
    uploaded_by = factory.SubFactory(PersonFactory)


class ImportFactory(DjangoModelFactory):
    """A workbook of the plan that was looked at."""

    class Meta:
        model = actions.Import

    partnership = factory.SubFactory(PartnershipFactory)
    kind = "plan_workbook"
    file_name = "plan.xlsx"
    sha256 = "cd" * 32
    sent_at = factory.LazyFunction(timezone.now)
    sent_by = factory.SubFactory(PersonFactory)
    plan = factory.SubFactory(PlanImportFactory, partnership=factory.SelfAttribute("..partnership"))


class LocalSourceFactory(DjangoModelFactory):
    class Meta:
        model = actions.LocalSource

    partnership = factory.SubFactory(PartnershipFactory)
    source = factory.SubFactory(SourceFactory)


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


class AuditEventFactory(DjangoModelFactory):
    class Meta:
        model = cdp.AuditEvent

    happened_at = factory.LazyFunction(timezone.now)
    day = factory.LazyAttribute(lambda event: timezone.localdate(event.happened_at))
    kind = "update.approved"
    digest = "0" * 64


class AuditDayFactory(DjangoModelFactory):
    class Meta:
        model = cdp.AuditDay

    day = factory.Sequence(lambda n: datetime.date(2026, 1, 1) + datetime.timedelta(days=n))
    number_of_events = 0
    digest = "0" * 64
    closed_at = factory.LazyFunction(timezone.now)


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


class FrozenPaperFactory(DjangoModelFactory):
    class Meta:
        model = cdp.FrozenPaper

    data = zlib.compress(b"{}")
    sha256 = hashlib.sha256(b"{}").hexdigest()
    size = 2
    as_at = factory.LazyFunction(timezone.now)


class RenderingFactory(DjangoModelFactory):
    class Meta:
        model = cdp.Rendering

    paper = factory.SubFactory(FrozenPaperFactory)
    file_format = "json"
    data = b"{}"
    sha256 = hashlib.sha256(b"{}").hexdigest()
    size = 2
    made_at = factory.LazyFunction(timezone.now)


class PackFactory(DjangoModelFactory):
    class Meta:
        model = actions.Pack

    class Params:
        is_frozen = factory.Trait(
            state=actions.PackState.FROZEN,
            frozen=factory.SubFactory(FrozenPaperFactory),
            frozen_at=factory.LazyFunction(timezone.now),
            frozen_by=factory.SubFactory(PersonFactory),
        )

    partnership = factory.SelfAttribute("meeting.partnership")
    meeting = factory.SubFactory(MeetingFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Board pack"
    made_at = factory.LazyFunction(timezone.now)
    made_by = factory.SubFactory(PersonFactory)


class PaperTemplateFactory(DjangoModelFactory):
    class Meta:
        model = actions.PaperTemplate

    partnership = factory.SubFactory(PartnershipFactory)
    name = "Committee report"
    data = b"PK"
    sha256 = hashlib.sha256(b"PK").hexdigest()
    size = 2
    added_at = factory.LazyFunction(timezone.now)
    added_by = factory.SubFactory(PersonFactory)


class SavedReportFactory(DjangoModelFactory):
    class Meta:
        model = actions.SavedReport

    owner = factory.SubFactory(PersonFactory)
    name = factory.Sequence(lambda n: f"Report {n}")
    kind = "action-log"
    made_at = factory.LazyFunction(timezone.now)


class ReportRunFactory(DjangoModelFactory):
    class Meta:
        model = actions.ReportRun

    asked_by = factory.SubFactory(PersonFactory)
    asked_at = factory.LazyFunction(timezone.now)
    kind = "action-log"


class AnnualReturnFactory(DjangoModelFactory):
    class Meta:
        model = actions.AnnualReturn

    partnership = factory.SubFactory(PartnershipFactory)
    form = "partnership-return"
    year = "2025/26"
    begun_at = factory.LazyFunction(timezone.now)
    begun_by = factory.SubFactory(PersonFactory)


class SharedLinkFactory(DjangoModelFactory):
    class Meta:
        model = actions.SharedLink

    partnership = factory.SubFactory(PartnershipFactory)
    token_hash = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    path = factory.LazyAttribute(lambda link: f"/{link.partnership.slug}/")
    label = "For the committee's clerk"
    made_at = factory.LazyFunction(timezone.now)
    made_by = factory.SubFactory(PersonFactory)
    expires_at = factory.LazyAttribute(lambda link: link.made_at + datetime.timedelta(days=7))


class EmbedSiteFactory(DjangoModelFactory):
    class Meta:
        model = actions.EmbedSite

    partnership = factory.SubFactory(PartnershipFactory)
    origin = "https://www.example.gov.uk"
    added_at = factory.LazyFunction(timezone.now)
    added_by = factory.SubFactory(PersonFactory)


class CommentaryFactory(DjangoModelFactory):
    class Meta:
        model = actions.Commentary

    partnership = factory.SubFactory(PartnershipFactory)
    series = factory.SubFactory(SeriesFactory)
    text = "It fell to {value} in {period}."
    written_at = factory.LazyFunction(timezone.now)
    written_by = factory.SubFactory(PersonFactory)


class PersonalTokenFactory(DjangoModelFactory):
    class Meta:
        model = cdp.PersonalToken

    person = factory.SubFactory(PersonFactory)
    name = "Power BI"
    prefix = factory.Sequence(lambda n: f"{n:08d}")
    digest = factory.Sequence(lambda n: hashlib.sha256(f"token {n}".encode()).hexdigest())
    scopes = ["read"]
    created_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda token: token.created_at + datetime.timedelta(days=90))


class ApplicationFactory(DjangoModelFactory):
    class Meta:
        model = Application

    name = "Data platform"
    client_type = Application.CLIENT_CONFIDENTIAL
    authorization_grant_type = Application.GRANT_CLIENT_CREDENTIALS


class ApiClientFactory(DjangoModelFactory):
    class Meta:
        model = cdp.ApiClient

    partnership = factory.SubFactory(PartnershipFactory)
    application = factory.SubFactory(ApplicationFactory)
    account = factory.SubFactory(PersonFactory, is_service=True, is_active=False)
    name = factory.Sequence(lambda n: f"Data platform {n}")
    purpose = "The county's data platform reads progress each night."
    scopes = ["read"]
    created_at = factory.LazyFunction(timezone.now)
    created_by = factory.SubFactory(PersonFactory)


class IdempotentAnswerFactory(DjangoModelFactory):
    class Meta:
        model = cdp.IdempotentAnswer

    person = factory.SubFactory(PersonFactory)
    key = factory.Sequence(lambda n: f"key-{n}")
    fingerprint = "0" * 64
    created_at = factory.LazyFunction(timezone.now)


class ChangeFactory(DjangoModelFactory):
    class Meta:
        model = cdp.Change

    uid = factory.Sequence(lambda n: f"chg_{n}")
    happened_at = factory.LazyFunction(timezone.now)
    kind = "action.changed"
    noun = "actions"
    thing = "northshire:1.1"
    partnership = factory.SubFactory(PartnershipFactory)


class WebhookEndpointFactory(DjangoModelFactory):
    class Meta:
        model = cdp.WebhookEndpoint

    partnership = factory.SubFactory(PartnershipFactory)
    account = factory.SubFactory(PersonFactory)
    url = "https://hooks.example.gov.uk/cdp"
    description = "The council's data platform"
    secret = "sealed"
    created_at = factory.LazyFunction(timezone.now)
    created_by = factory.SubFactory(PersonFactory)


class WebhookDeliveryFactory(DjangoModelFactory):
    class Meta:
        model = cdp.WebhookDelivery

    endpoint = factory.SubFactory(WebhookEndpointFactory)
    message_id = factory.Sequence(lambda n: f"msg_{n}")
    body = "{}"
    next_attempt_at = factory.LazyFunction(timezone.now)
    created_at = factory.LazyFunction(timezone.now)
