"""Findings of data quality as pages show them: grouped by rule, each with its figures and where to see them."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Case, Q, Value, When
from django.urls import reverse

from cdp import exports
from indicators.models import RuleFinding, SourceKind
from indicators.rules.quality import BY_ID, RULES, Reach, Rule, Weight

SHOWN_FIGURES = 8
# Their findings are filed under one of several indicators, and concern the others as much.
ACROSS_INDICATORS = [rule.id for rule in RULES if rule.reach != Reach.INDICATOR]
WEIGHTS = {
    Weight.CONTRADICTION: "The figures cannot all be right.",
    Weight.DOUBT: "They may be right; somebody should look.",
    Weight.NOTE: "They agree; only the printing differs.",
}
COLUMNS = [
    exports.Column("rule", "Rule"),
    exports.Column("title", "Rule in words"),
    exports.Column("source", "Source"),
    exports.Column("indicator", "Indicator code"),
    exports.Column("indicator_name", "Indicator"),
    exports.Column("area", "Area code"),
    exports.Column("area_name", "Area"),
    exports.Column("finding", "Finding"),
    exports.Column("figures", "Figures"),
    exports.Column("first_found_at", "First found"),
    exports.Column("sample_data", "Sample data"),
]
NOTE = "Found by rules from the figures alone. Figures are kept as printed."


@dataclass(frozen=True)
class FigureLink:
    said: str
    href: str


@dataclass(frozen=True)
class FindingRow:
    """One finding with its figures, the first few open."""

    finding: RuleFinding
    shown: list
    folded: list

    @property
    def heading(self):
        """What it is about: one indicator in an area, or the area where it is about all its figures."""
        area = self.finding.area.name if self.finding.area else ""
        about_all = BY_ID[self.finding.rule].reach == Reach.ENDED
        return ", ".join(filter(None, ["" if about_all else self.finding.indicator.name, area]))

    @property
    def is_sample(self):
        return _is_sample(self.finding.source)


@dataclass(frozen=True)
class RuleGroup:
    """The findings of one rule that stand on one page."""

    rule: Rule
    weight: str
    rows: list


def findings_for(user):
    """What this person may see, in the order of the rules, of sources and of indicators."""
    order = Case(
        *(When(rule=rule.id, then=Value(place)) for place, rule in enumerate(RULES)), default=Value(len(RULES))
    )
    findings = RuleFinding.objects.visible_to(user).filter(rule__in=BY_ID)
    return findings.select_related("source__document__partnership", "indicator", "area").order_by(
        order, "source__rank", "source__name", "indicator__name", "area__name", "key"
    )


def findings_of(indicator, areas, user):
    """Groups of the findings that concern this indicator in these areas; a template shows them with one include."""
    codes = {area.code for area in areas}
    own = Q(indicator=indicator, area__code__in=codes)
    near = findings_for(user).filter(own | Q(rule__in=ACROSS_INDICATORS))
    return by_rule([one for one in near if _concerns(one, indicator.code, codes)])


def _concerns(finding, indicator, areas):
    return any(figure["indicator"] == indicator and figure["area"] in areas for figure in finding.figures)


def by_rule(findings):
    return [
        RuleGroup(BY_ID[rule], WEIGHTS[BY_ID[rule].weight], [_row(one) for one in found])
        for rule, found in groupby(findings, key=lambda one: one.rule)
    ]


def _row(finding):
    links = [
        FigureLink(figure["said"], f"{reverse('indicator', args=[figure['indicator']])}?areas={figure['area']}")
        for figure in finding.figures
    ]
    return FindingRow(finding, links[:SHOWN_FIGURES], links[SHOWN_FIGURES:])


def _is_sample(source):
    return source.kind == SourceKind.SAMPLE or bool(source.document and source.document.partnership.is_sample)


def table(findings):
    rows = (
        [
            one.rule,
            BY_ID[one.rule].title,
            one.source.name,
            one.indicator.code,
            one.indicator.name,
            one.area.code if one.area else "",
            one.area.name if one.area else "",
            one.sentence,
            "; ".join(figure["said"] for figure in one.figures),
            one.first_found_at,
            _is_sample(one.source),
        ]
        for one in findings
    )
    return exports.Table("data-quality", "Figures that break a rule of data quality", COLUMNS, rows, [NOTE])
