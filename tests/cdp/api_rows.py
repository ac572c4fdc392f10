"""One full row of each list of the API: everything that a row points at is there, so that a query a row would show."""

from django.utils import timezone

from actions.models import ActionAgency, Measure
from indicators.models import FrameworkMetric, SourceKind
from partners.models import Person
from partners.roles import Role
from tests import factories as make

ASKER = "asker@example.org"


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
    make.StakeholderCategoryFactory(document=row, parent=make.StakeholderCategoryFactory(document=row))
    for one in (
        make.ThemeFactory,
        make.OpportunityFactory,
        make.IntelligenceGapFactory,
        make.ReturnOnInvestmentFactory,
    ):
        one(document=row)
    make.MeasureWantedFactory(document=row, priority=make.PriorityFactory(partnership=row.partnership))
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


def seat(**fields):
    category = make.StakeholderCategoryFactory()
    return make.SeatFactory(stakeholder_category=category, **fields)


def strategy(**fields):
    row = make.StrategyFactory(
        successor=make.StrategyFactory(**fields), document=make.DocumentFactory(**fields), **fields
    )
    make.PriorityFactory(strategy=row, partnership=row.partnership)
    return row


def milestone(**fields):
    return make.MilestoneFactory(action=make.ActionFactory(**fields))


def light(**fields):
    """An action with all that its lights are judged from."""
    person = make.PersonFactory()
    reported = {"reported_at": timezone.now(), "reported_by": person}
    row = make.ActionFactory(delivery_status="on_track", confidence="confident", **reported, **fields)
    make.MilestoneFactory(action=row)
    make.MeasureFactory(action=row, series=reading().series)
    make.LightOverrideFactory(action=row, until=timezone.localdate())
    return row


def progress_update(**fields):
    action = make.ActionFactory(**fields)
    row = make.ProgressUpdateFactory(
        action=action, agency=make.AgencyFactory(), meeting=make.MeetingFactory(partnership=action.partnership)
    )
    make.UpdateMoveFactory(update=row)
    make.UpdateMilestoneFactory(update=row)
    make.UpdateFigureFactory(update=row)
    make.EvidenceFactory(update=row)
    return row


def evidence(**fields):
    return make.EvidenceFactory(update=make.ProgressUpdateFactory(action=make.ActionFactory(**fields)))


def measure(**fields):
    """Of an action, a recommendation and a priority by turns."""
    series, turn = reading().series, Measure.objects.count() % 3
    owners = {
        "action": make.ActionFactory,
        "recommendation": make.RecommendationFactory,
        "priority": make.PriorityFactory,
    }
    name = list(owners)[turn]
    return make.MeasureFactory(series=series, **{"action": None, name: owners[name](**fields)})


def commentary(**fields):
    row = make.CommentaryFactory(series=reading().series, **fields)
    make.MeasureFactory(
        action=make.ActionFactory(partnership=row.partnership), series=row.series, target=10, target_on="2027-03-31"
    )
    return row


def decision(**fields):
    meeting = make.MeetingFactory(**fields)
    action = make.ActionFactory(partnership=meeting.partnership)
    closed = {"closed_at": timezone.now(), "closed_by": make.PersonFactory(), "closing_note": "It is done"}
    return make.DecisionFactory(meeting=meeting, agency=make.AgencyFactory(), action=action, **closed)


def pack(**fields):
    told = {"audience": "public", "released_at": timezone.now(), "released_by": make.PersonFactory()}
    first = make.PackFactory(meeting=make.MeetingFactory(**fields), is_frozen=True, sections=["summary"], **told)
    return make.PackFactory(meeting=first.meeting, is_frozen=True, addendum_to=first, reason="A late figure", **told)


def asker():
    """Whose reports are asked for."""
    return Person.objects.filter(email=ASKER).first() or make.PersonFactory(email=ASKER)


def report():
    saved = make.SavedReportFactory(owner=asker())
    frozen = {"state": "made", "frozen": make.FrozenPaperFactory()}
    return make.ReportRunFactory(
        asked_by=asker(), report=saved, filters={"partnerships": [partnership().slug]}, **frozen
    )


def brought():
    """A run that waits to be committed, in a partnership whose figures the asker looks after."""
    own = partnership()
    make.MembershipFactory(user=asker(), partnership=own, role=Role.DATA_LEAD)
    run = make.RefreshFactory(outcome="held", finished_at=None, published_at=None)
    return make.ImportFactory(partnership=own, kind="local_figures", refresh=run, plan=None)


def neighbour_group():
    row = make.NeighbourGroupFactory()
    make.NeighbourFactory(group=row)
    return row


def step_change(**fields):
    return make.StepChangeFactory(series=observation(source=document_source(**fields)).series)


def refresh_change(**fields):
    return make.RefreshChangeFactory(refresh=make.RefreshFactory(source=document_source(**fields)))


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
    "seats": seat,
    "documents": document,
    "strategies": strategy,
    "priorities": priority,
    "recommendations": recommendation,
    "actions": action,
    "milestones": milestone,
    "lights": light,
    "progress-updates": progress_update,
    "evidence": evidence,
    "measures": measure,
    "commentaries": commentary,
    "meetings": make.MeetingFactory,
    "decisions": decision,
    "packs": pack,
    "reports": report,
    "schemes": scheme,
    "findings": finding,
    "quality-findings": quality_finding,
    "rule-findings": rule_finding,
    "imports": brought,
    "indicators": indicator,
    "areas": area,
    "neighbour-groups": neighbour_group,
    "series": make.SeriesFactory,
    "observations": observation,
    "readings": reading,
    "step-changes": step_change,
    "outcomes": make.OutcomeFactory,
    "framework-metrics": framework_metric,
    "sources": document_source,
    "refreshes": refresh,
    "refresh-changes": refresh_change,
}

# What has no rows with an address of their own, and tests of its own: tests/cdp/changes.
FEEDS = {"changes"}

# What is worked out for one row at its own address and is in no list.
MORE_ALONE = {"imports": {"report"}}

# What belongs to somebody and is found by nobody else: the asker's.
OF_A_PERSON = {"reports", "imports"}

# What belongs to a partnership and must not be found while it is unpublished: how to make one in it.
OF_A_PARTNERSHIP = {
    name: ROWS[name]
    for name in (
        "seats", "documents", "strategies", "priorities", "recommendations", "actions", "milestones", "lights",
        "progress-updates", "evidence", "measures", "commentaries", "meetings", "decisions", "packs", "schemes",
        "findings", "quality-findings", "rule-findings", "step-changes", "sources", "refreshes", "refresh-changes",
    )
}  # fmt: skip
OF_A_PARTNERSHIP |= {
    "observations": lambda partnership: observation(source=document_source(partnership=partnership)),
    "series": lambda partnership: observation(source=document_source(partnership=partnership)).series,
    "readings": lambda partnership: reading(source=document_source(partnership=partnership)),
}
