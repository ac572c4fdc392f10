"""Writing what a document asks for and agrees: strategy, priorities, recommendations and actions.

What people entered later (responses, statuses, officers, dates, measures, milestones, updates) is not in these
columns and so stays.
"""

from actions.models import Action, ActionAgency, Priority, Recommendation, Strategy, SubRecommendation
from indicators.loading.differences import bring_into_line, link, remove
from indicators.models import Outcome
from partners.models import Agency


def write_strategy(content, partnership, document, *, report):
    """{code: priority}. A needs assessment has priorities too, so each document makes one strategy."""
    values = {
        "partnership_id": partnership.pk,
        "document_id": document.pk,
        "title": document.title,
        "period": document.covers,
    }
    standing = {row.document_id: row for row in Strategy.objects.filter(document=document)}
    strategy = bring_into_line(
        Strategy, standing=standing, wanted={document.pk: values}, tally=report.tally("Strategy")
    )[document.pk]
    return keep_refs(
        Priority,
        key="code",
        mine=Priority.objects.filter(strategy=strategy),
        standing=partnership.priorities.all(),
        wanted={
            priority.code: {
                "partnership_id": partnership.pk,
                "strategy_id": strategy.pk,
                "code": priority.code,
                "title": priority.title,
                "national_priority": priority.national_priority,
                "place": priority.place or "",
                "position": position,
            }
            for position, priority in enumerate(content.priorities, 1)
        },
        tally=report.tally("Priorities"),
    )


def keep_refs(model, *, key, mine, standing, wanted, tally):
    """Rows with a ref of their own: people's work can hang on them, so one that the document drops is kept."""
    absent = [row for row in mine if getattr(row, key) not in wanted]
    standing = {getattr(row, key): row for row in standing}
    return bring_into_line(model, standing=standing, wanted=wanted, tally=tally, absent=absent)


def write_recommendations(content, partnership, document, priorities, *, report):
    outcomes = dict(Outcome.objects.values_list("code", "pk"))
    rows = keep_refs(
        Recommendation,
        key="ref",
        mine=document.recommendations.all(),
        standing=partnership.recommendations.all(),
        wanted={
            entry.ref: {
                "partnership_id": partnership.pk,
                "document_id": document.pk,
                "ref": entry.ref,
                "title": entry.title,
                "evidence": entry.evidence,
                "outcome_id": outcomes[entry.outcome] if entry.outcome else None,
                "outcome_in_source": entry.outcome_in_source or "",
                "priority_id": priorities[entry.priority].pk if entry.priority else None,
                "place": entry.place,
                "position": position,
            }
            for position, entry in enumerate(content.recommendations, 1)
        },
        tally=report.tally("Recommendations"),
    )
    agencies = _agency_ids(content)
    link(
        Recommendation.partners.through,
        left="recommendation_id",
        right="agency_id",
        owners=[row.pk for row in rows.values()],
        wanted=[(rows[entry.ref].pk, agencies[slug]) for entry in content.recommendations for slug in entry.partners],
        tally=report.tally("Partners of recommendations"),
    )
    _write_sub_recommendations(content, rows, report.tally("Sub-recommendations"))
    return rows


def _agency_ids(content):
    slugs = [agency.slug for agency in content.agencies]
    return dict(Agency.objects.filter(slug__in=slugs).values_list("slug", "pk"))


def _write_sub_recommendations(content, rows, tally):
    wanted = {
        (rows[entry.ref].pk, position): {
            "recommendation_id": rows[entry.ref].pk,
            "position": position,
            "text": text,
        }
        for entry in content.recommendations
        for position, text in enumerate(entry.sub_recommendations, 1)
    }
    standing = {
        (row.recommendation_id, row.position): row
        for row in SubRecommendation.objects.filter(recommendation__in=[row.pk for row in rows.values()])
    }
    remove(SubRecommendation, [row for key, row in standing.items() if key not in wanted], tally=tally)
    bring_into_line(SubRecommendation, standing=standing, wanted=wanted, tally=tally)


def write_actions(content, partnership, document, priorities, *, report):
    rows = keep_refs(
        Action,
        key="ref",
        mine=document.actions.all(),
        standing=partnership.actions.all(),
        wanted={
            entry.ref: {
                "partnership_id": partnership.pk,
                "document_id": document.pk,
                "ref": entry.ref,
                "title": entry.title,
                "priority_id": priorities[entry.priority].pk,
                "place": entry.place,
                "note": entry.note or "",
                "position": position,
            }
            for position, entry in enumerate(content.actions, 1)
        },
        tally=report.tally("Actions"),
    )
    _write_lead_agencies(content, rows, report.tally("Lead agencies of actions"))


def _write_lead_agencies(content, rows, tally):
    """Lead agencies in the order in which they are printed; supporting ones are entered by people and stay."""
    agencies = _agency_ids(content)
    lead = ActionAgency.Role.LEAD.value
    wanted = {
        (rows[entry.ref].pk, agencies[slug]): {
            "action_id": rows[entry.ref].pk,
            "agency_id": agencies[slug],
            "role": lead,
            "position": position,
        }
        for entry in content.actions
        for position, slug in enumerate(entry.lead_agencies, 1)
    }
    parts = ActionAgency.objects.filter(action__in=[row.pk for row in rows.values()])
    standing = {(part.action_id, part.agency_id): part for part in parts}
    dropped = [part for key, part in standing.items() if key not in wanted and part.role == lead]
    remove(ActionAgency, dropped, tally=tally)
    bring_into_line(ActionAgency, standing=standing, wanted=wanted, tally=tally)
