"""The reference files: areas and their neighbours, the national framework, one file an indicator, and the agencies."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings

from indicators.loading.disclosure import RuleEntry, read_rules, rule_faults
from indicators.loading.files import read_table, read_yaml
from indicators.loading.neighbours import COLUMNS as NEIGHBOUR_COLUMNS
from indicators.loading.neighbours import Listed, read_reference_neighbours
from indicators.loading.problems import Problem, close_to, one_of
from indicators.loading.shapes import DayCell, Shape, Text, choice_of, fit, fit_row, text_of
from indicators.models import Area, AreaType, FrameworkMetric, Indicator, NationalPriority, Outcome, Scope, ValueType
from indicators.models.indicator import IndicatorPolarity
from partners.models import Agency, AgencyAlias, AgencyKind

AREA_COLUMNS = ("gss_code", "name", "type", "parents", "valid_from", "valid_to", "successors", "note")


class AreaRow(Shape):
    gss_code: text_of(Area, "code", needed=True)
    name: text_of(Area, "name", needed=True)
    type: choice_of(AreaType)
    parents: str
    valid_from: DayCell
    valid_to: DayCell
    successors: str
    note: str

    def codes(self, column):
        return [code.strip() for code in getattr(self, column).split(";") if code.strip()]


class OutcomeEntry(Shape):
    code: text_of(Outcome, "code", needed=True)
    name: text_of(Outcome, "name", needed=True)
    level: choice_of(Outcome.Level)


class MetricEntry(Shape):
    code: text_of(FrameworkMetric, "code", needed=True)
    name: text_of(FrameworkMetric, "name", needed=True)
    outcome: Text
    definition: str
    source: text_of(FrameworkMetric, "source")
    frequency: text_of(FrameworkMetric, "frequency")
    geography: text_of(FrameworkMetric, "geography")
    access: text_of(FrameworkMetric, "access")
    caveat: str
    indicators: list[str]

    @property
    def is_local(self):
        """Whether councils' areas have a figure, from the geography: "National and police force" has none.

        A supporting metric for police forces alone has none either; one for community safety partnerships has.
        """
        return any(words in self.geography.lower() for words in ("local authority", "community safety partnership"))


class FrameworkFile(Shape):
    name: Text
    outcomes: list[OutcomeEntry]
    headline_metrics: list[MetricEntry]
    supporting_metrics: list[MetricEntry]
    note: str


class OfficialIds(Shape):
    fingertips: int | None = None


class Goal(Shape):
    """What is aimed at everywhere: a limit to reach, or two between which a figure is neither better nor worse."""

    lower: float | None
    upper: float | None
    source: text_of(Indicator, "goal_source", needed=True)


class IndicatorFile(Shape):
    code: text_of(Indicator, "code", needed=True)
    name: text_of(Indicator, "name", needed=True)
    definition: str
    unit: text_of(Indicator, "unit", needed=True)
    value_type: choice_of(ValueType)
    multiplier: int
    polarity: choice_of(IndicatorPolarity)
    scope: choice_of(Scope)
    national_priority: choice_of(NationalPriority) | Literal[""]
    outcome: str | None
    framework_metric: str | None
    official_ids: OfficialIds
    source_body: text_of(Indicator, "source_body")
    caveats: str
    rationale: str = ""
    goal: Goal | None = None
    disclosure_rule: str | None = None

    @property
    def goal_fields(self):
        goal = self.goal or Goal.model_construct(lower=None, upper=None, source="")
        return {"goal_lower": goal.lower, "goal_upper": goal.upper, "goal_source": goal.source}


class AgencyEntry(Shape):
    """An agency as the reference and the documents both write it."""

    slug: text_of(Agency, "slug", needed=True)
    name: text_of(Agency, "name", needed=True)
    short_name: text_of(Agency, "short_name") | None
    kind: choice_of(AgencyKind)
    parent: str | None
    generic: bool
    aliases: list[text_of(AgencyAlias, "name", needed=True)]
    note: str | None = None


class ReferenceAgency(AgencyEntry):
    partnerships: list[str]  # whose documents name it; the documents themselves say so too


class AgenciesFile(Shape):
    agencies: list[ReferenceAgency]


@dataclass(frozen=True)
class Folders:
    """Where the reference files are; tests give their own."""

    reference: Path
    definitions: Path
    agencies: Path

    @classmethod
    def shipped(cls):
        root = settings.BASE_DIR
        return cls(root / "indicators/reference", root / "indicators/definitions", root / "partners/reference")


@dataclass
class ReferenceFiles:
    areas: list[AreaRow]
    neighbours: list[Listed]
    framework: FrameworkFile | None
    rules: list[RuleEntry]
    indicators: list[IndicatorFile]
    agencies: list[ReferenceAgency]


def names_of_groups(folders):
    """The names of the lists of neighbours that our own file gives; a data lead's lists have others."""
    _, rows = read_table(folders.reference / "neighbours.csv", columns=NEIGHBOUR_COLUMNS, name="", problems=[])
    return {row.cells["group"] for row in rows}


def read_reference(folders):
    """(files, problems); the files are whole only where there is no problem."""
    problems = []
    areas = _read_areas(folders.reference / "areas.csv", problems)
    codes = {area.gss_code for area in areas}
    neighbours = read_reference_neighbours(folders.reference / "neighbours.csv", codes=codes, problems=problems)
    framework = _read_framework(folders.reference / "framework.yaml", problems)
    rules = read_rules(folders.reference / "disclosure.yaml", problems)
    indicators = _read_indicators(folders.definitions, framework, rules, problems)
    agencies = _read_agencies(folders.agencies / "agencies.yaml", problems)
    return ReferenceFiles(areas, neighbours, framework, rules, indicators, agencies), problems


def _read_areas(path, problems):
    _, rows = read_table(path, columns=AREA_COLUMNS, name=path.name, problems=problems)
    codes = {row.cells["gss_code"] for row in rows}
    areas, seen = [], set()
    for row in rows:
        area, faults = fit_row(AreaRow, row, name=path.name)
        problems += faults
        if area is None:
            continue
        if area.gss_code in seen:
            problems.append(Problem(path.name, row.line, "gss_code", f"“{area.gss_code}” stands there twice."))
        seen.add(area.gss_code)
        for column in ("parents", "successors"):
            for code in area.codes(column):
                if code not in codes:
                    message = f"No area has the code “{code}”."
                    problems.append(Problem(path.name, row.line, column, message, close_to(code, codes)))
        if area.valid_from and area.valid_to and area.valid_from > area.valid_to:
            problems.append(Problem(path.name, row.line, "valid_to", "The area ends before it begins."))
        areas.append(area)
    return areas


def _read_shape(path, shape, problems, wrap=None):
    """(shape, file) of a YAML file; `wrap` is the key that a bare list is put under."""
    file = read_yaml(path, name=path.name, problems=problems)
    if file is None:
        return None, None

    def problem(keys, message, allowed):
        return file.problem(keys[1:] if wrap else keys, message, allowed)

    data, faults = fit(shape, {wrap: file.data} if wrap else file.data, problem=problem)
    problems += faults
    return data, file


def _read_framework(path, problems):
    framework, file = _read_shape(path, FrameworkFile, problems)
    if framework is None:
        return None
    outcomes = {outcome.code for outcome in framework.outcomes}
    for level in ("headline_metrics", "supporting_metrics"):
        for index, metric in enumerate(getattr(framework, level)):
            if metric.outcome not in outcomes:
                keys = (level, index, "outcome")
                problems.append(file.problem(keys, f"No outcome “{metric.outcome}”.", one_of(metric.outcome, outcomes)))
    return framework


def _read_indicators(folder, framework, rules, problems):
    outcomes = {outcome.code for outcome in framework.outcomes} if framework else set()
    metrics = {m.code: m for m in (framework.headline_metrics + framework.supporting_metrics)} if framework else {}
    indicators, of_fingertips = [], {}
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        problems.append(Problem(folder.name, None, "", "The folder holds no indicators."))
    for path in paths:
        indicator, file = _read_shape(path, IndicatorFile, problems)
        if indicator is None:
            continue
        if indicator.code != path.stem:
            problems.append(file.problem(("code",), "The code and the file's name differ.", f"Allowed: {path.stem}."))
        if indicator.outcome and indicator.outcome not in outcomes:
            message = f"No outcome “{indicator.outcome}”."
            problems.append(file.problem(("outcome",), message, one_of(indicator.outcome, outcomes)))
        metric = metrics.get(indicator.framework_metric)
        if indicator.framework_metric and (metric is None or indicator.code not in metric.indicators):
            message = f"The framework has no metric “{indicator.framework_metric}” with this indicator."
            problems.append(file.problem(("framework_metric",), message, one_of(indicator.framework_metric, metrics)))
        official = indicator.official_ids.fingertips
        if official and of_fingertips.setdefault(official, indicator.code) != indicator.code:
            message = f"{of_fingertips[official]} already has this number."
            problems.append(file.problem(("official_ids", "fingertips"), message))
        if indicator.multiplier < 1:
            problems.append(file.problem(("multiplier",), "The multiplier must be above 0."))
        problems += _goal_faults(indicator.goal, file)
        problems += rule_faults(indicator, file, rules)
        indicators.append(indicator)
    return indicators


def _goal_faults(goal, file):
    if goal is None:
        return
    if goal.lower is None and goal.upper is None:
        yield file.problem(("goal",), "The goal has no limit.", "Allowed: lower, upper or both as numbers.")
    elif None not in (goal.lower, goal.upper) and goal.lower > goal.upper:
        yield file.problem(("goal", "lower"), "The lower limit is above the upper one.")


def _read_agencies(path, problems):
    content, file = _read_shape(path, AgenciesFile, problems, wrap="agencies")
    if content is None:
        return []
    slugs = [agency.slug for agency in content.agencies]
    for index, agency in enumerate(content.agencies):
        if slugs.index(agency.slug) != index:
            problems.append(file.problem((index, "slug"), f"“{agency.slug}” stands there twice."))
        if agency.parent and (agency.parent not in slugs or agency.parent == agency.slug):
            message = f"“{agency.parent}” cannot be its parent."
            problems.append(file.problem((index, "parent"), message, close_to(agency.parent, slugs)))
    return content.agencies
