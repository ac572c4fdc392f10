"""One full row of each list of the API: everything that a row points at is there, so that a query a row would show."""

from actions.models import ActionAgency
from indicators.models import FrameworkMetric, SourceKind
from tests import factories as make


def partnership(**fields):
    row = make.PartnershipFactory(host_agency=make.AgencyFactory(), **fields)
    make.FootprintFactory(partnership=row)
    make.PrincipleFactory(partnership=row)
    return row


def agency():
    row = make.AgencyFactory(parent=make.AgencyFactory())
    make.AgencyAliasFactory(agency=row)
    make.SeatFactory(agency=row)
    return row


def document(**fields):
    row = make.DocumentFactory(**fields)
    make.DocumentNoteFactory(document=row)
    return row


def document_source(**fields):
    return make.SourceFactory(kind=SourceKind.DOCUMENT, document=document(**fields))


def observation(source=None, **fields):
    return make.ObservationFactory(refresh=make.RefreshFactory(source=source or document_source()), **fields)


def reading(**fields):
    return make.ReadingFactory(observation=observation(**fields))


def priority(**fields):
    row = make.PriorityFactory(**fields)
    make.MeasureFactory(action=None, priority=row)
    return row


def recommendation(**fields):
    own = make.PartnershipFactory() if "partnership" not in fields else fields.pop("partnership")
    row = make.RecommendationFactory(
        partnership=own,
        document=document(partnership=own),
        priority=make.PriorityFactory(partnership=own),
        outcome=make.OutcomeFactory(),
        **fields,
    )
    row.partners.add(make.AgencyFactory())
    row.actions.add(make.ActionFactory(partnership=own))
    make.SubRecommendationFactory(recommendation=row)
    make.EvidenceFigureFactory(recommendation=row)
    make.MeasureFactory(action=None, recommendation=row)
    return row


def action(**fields):
    row = make.ActionFactory(**fields)
    row.recommendations.add(make.RecommendationFactory(partnership=row.partnership))
    make.ActionAgencyFactory(action=row)
    make.ActionAgencyFactory(action=row, role=ActionAgency.Role.SUPPORTING)
    make.MilestoneFactory(action=row)
    make.MeasureFactory(action=row)
    return row


def scheme(**fields):
    row = make.SchemeFactory(**fields)
    row.priority = make.PriorityFactory(partnership=row.partnership)
    row.save()
    row.agencies.add(make.AgencyFactory())
    return row


def finding(**fields):
    row = make.FindingFactory(**fields)
    row.priority = make.PriorityFactory(partnership=row.partnership)
    row.save()
    return row


def quality_finding(**fields):
    return make.QualityFindingFactory(document=document(**fields))


def rule_finding(**fields):
    source = document_source(**fields)
    shown = {"observation": 1, "said": "3.9 per 1,000 (Northshire, 2016/17)", "indicator": "rate", "area": "E06000001"}
    return make.RuleFindingFactory(source=source, area=make.AreaFactory(), figures=[shown])


def area():
    row = make.AreaFactory()
    row.parents.add(make.AreaFactory())
    row.successors.add(make.AreaFactory())
    make.FootprintFactory(area=row)
    return row


def framework_metric():
    row = make.FrameworkMetricFactory(code=f"H{FrameworkMetric.objects.count()}")
    make.IndicatorFactory(framework_metric=row)
    return row


def indicator():
    metric = framework_metric()
    return make.IndicatorFactory(
        framework_metric=metric, outcome=metric.outcome, disclosure_rule=make.DisclosureRuleFactory()
    )


def refresh(**fields):
    return make.RefreshFactory(source=document_source(**fields))


ROWS = {
    "partnerships": partnership,
    "agencies": agency,
    "documents": document,
    "priorities": priority,
    "recommendations": recommendation,
    "actions": action,
    "schemes": scheme,
    "findings": finding,
    "quality-findings": quality_finding,
    "rule-findings": rule_finding,
    "indicators": indicator,
    "areas": area,
    "series": make.SeriesFactory,
    "observations": observation,
    "readings": reading,
    "outcomes": make.OutcomeFactory,
    "framework-metrics": framework_metric,
    "sources": document_source,
    "refreshes": refresh,
}

# What belongs to a partnership and must not be found while it is unpublished: how to make one in it.
OF_A_PARTNERSHIP = {
    "documents": document,
    "priorities": priority,
    "recommendations": recommendation,
    "actions": action,
    "schemes": scheme,
    "findings": finding,
    "quality-findings": quality_finding,
    "rule-findings": rule_finding,
    "sources": document_source,
    "refreshes": refresh,
    "observations": lambda partnership: observation(source=document_source(partnership=partnership)),
    "series": lambda partnership: observation(source=document_source(partnership=partnership)).series,
    "readings": lambda partnership: reading(source=document_source(partnership=partnership)),
}
