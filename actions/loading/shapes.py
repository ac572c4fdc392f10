"""The shapes of a partnership's folder: partnership.yaml, observations.csv and contradictions.csv."""

from typing import Literal

from pydantic import Field

from actions.models import (
    Action,
    Finding,
    MeasureWanted,
    Opportunity,
    Priority,
    Recommendation,
    ReturnOnInvestment,
    Scheme,
    Theme,
)
from indicators.loading.reference import AgencyEntry
from indicators.loading.shapes import DayCell, NumberCell, Pounds, Shape, Text, choice_of, text_of
from indicators.models import Area, Indicator, NationalPriority, Observation, Qualifier, QualityFinding, Series, State
from partners.models import Document, DocumentKind, DocumentNote, Partnership, Principle, StakeholderCategory

FIGURE_COLUMNS = (
    "indicator", "area", "period", "period_start", "period_end", "sex", "age", "category_type", "category", "value",
    "qualifier", "printed", "lower_ci", "upper_ci", "count", "denominator", "state", "note", "place",
)  # fmt: skip
CONTRADICTION_COLUMNS = ("class", "description", "where", "values")

SEXES = Literal["Persons", "Male", "Female"]
Ref = text_of(Recommendation, "ref", needed=True)
Code = text_of(Priority, "code", needed=True)


class PartnershipEntry(Shape):
    slug: text_of(Partnership, "slug", needed=True)
    name: text_of(Partnership, "name", needed=True)
    area_name: text_of(Partnership, "short_name", needed=True)
    area: text_of(Area, "code", needed=True)
    areas: list[str]
    host: text_of(Partnership, "host")
    note: str | None


class DocumentEntry(Shape):
    title: text_of(Document, "title", needed=True)
    kind: choice_of(DocumentKind)
    published: text_of(Document, "published") | None
    published_note: str | None
    covers: text_of(Document, "covers") | None


class PrincipleEntry(Shape):
    name: text_of(Principle, "name", needed=True)
    meaning: str
    place: str | None


class PriorityEntry(Shape):
    code: Code
    title: text_of(Priority, "title", needed=True)
    national_priority: choice_of(NationalPriority)
    place: str | None


class EvidenceEntry(Shape):
    """A figure of the same folder, named by its key."""

    indicator: Text
    area: Text
    period: str
    category: str
    category_type: str = ""
    sex: SEXES = "Persons"
    age: str = ""


class RecommendationEntry(Shape):
    ref: Ref
    title: Text
    evidence: str
    outcome: str | None
    outcome_in_source: text_of(Recommendation, "outcome_in_source") | None
    priority: str | None
    partners: list[str]
    sub_recommendations: list[Text]
    place: str
    evidence_figures: list[EvidenceEntry]


class ActionEntry(Shape):
    ref: text_of(Action, "ref", needed=True)
    title: Text
    priority: Text
    lead_agencies: list[str]
    place: str
    note: str | None = None


class SchemeEntry(Shape):
    ref: text_of(Scheme, "ref", needed=True)
    name: text_of(Scheme, "name", needed=True)
    priority: str | None
    summary: str
    agencies: list[str]
    place: str


class FindingEntry(Shape):
    ref: text_of(Finding, "ref", needed=True)
    statement: Text
    priority: str | None
    place: str


class ThemeEntry(Shape):
    ref: text_of(Theme, "ref", needed=True)
    kind: text_of(Theme, "kind", needed=True)
    name: text_of(Theme, "name", needed=True)
    summary: str
    place: str


class CategoryEntry(Shape):
    name: text_of(StakeholderCategory, "name", needed=True)
    colour: text_of(StakeholderCategory, "colour") | None
    sub_categories: list[text_of(StakeholderCategory, "name", needed=True)]


class CategoryVersion(Shape):
    version: text_of(StakeholderCategory, "version", needed=True)
    place: str
    categories: list[CategoryEntry]


class OpportunityEntry(Shape):
    ref: text_of(Opportunity, "ref", needed=True)
    theme: text_of(Opportunity, "theme", needed=True)
    ideas: list[Text]
    place: str


class GapEntry(Shape):
    ref: Ref
    gap: Text
    place: str


class ReturnEntry(Shape):
    group: text_of(ReturnOnInvestment, "group", needed=True)
    per_pound_in_treatment: Pounds
    per_pound_in_treatment_and_recovery: Pounds
    gross_benefit_per_person: Pounds
    long_term_benefit_per_person: Pounds
    components: list[Text]


class MeasureWantedEntry(Shape):
    priority: str | None
    heading: text_of(MeasureWanted, "heading", needed=True)
    content: str | None
    status: text_of(MeasureWanted, "status", needed=True)


class PartnershipFile(Shape):
    partnership: PartnershipEntry
    document: DocumentEntry
    agencies: list[AgencyEntry]
    vision: str | None
    principles: list[PrincipleEntry]
    priorities: list[PriorityEntry]
    recommendations: list[RecommendationEntry]
    actions: list[ActionEntry]
    schemes: list[SchemeEntry]
    findings: list[FindingEntry]
    themes: list[ThemeEntry]
    stakeholder_categories: list[CategoryVersion]
    opportunities: list[OpportunityEntry]
    intelligence_gaps: list[GapEntry]
    return_on_investment: list[ReturnEntry]
    measures_wanted: list[MeasureWantedEntry]
    notes: dict[text_of(DocumentNote, "subject", needed=True), Text]


class FigureRow(Shape):
    """A record of observations.csv."""

    indicator: text_of(Indicator, "code", needed=True)
    area: text_of(Area, "code", needed=True)
    period: text_of(Observation, "period")
    period_start: DayCell
    period_end: DayCell
    sex: SEXES
    age: text_of(Series, "age")
    category_type: text_of(Series, "category_type")
    category: text_of(Series, "category")
    value: NumberCell
    qualifier: choice_of(Qualifier)
    printed: text_of(Observation, "printed")
    lower_ci: NumberCell
    upper_ci: NumberCell
    count: NumberCell
    denominator: NumberCell
    state: choice_of(State)
    note: str
    place: str

    @property
    def series_key(self):
        return self.indicator, self.area, self.sex, self.age, self.category_type, self.category

    @property
    def key(self):
        """The series and the period: its days where both are known, else its words."""
        if self.period_start and self.period_end:
            return *self.series_key, self.period_start, self.period_end, ""
        return *self.series_key, None, None, self.period


class ContradictionRow(Shape):
    """A record of contradictions.csv."""

    kind: choice_of(QualityFinding.Kind) = Field(alias="class")
    description: Text
    where: str
    values: str
