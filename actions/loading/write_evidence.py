"""Writing what a document says beside its recommendations and actions."""

from decimal import Decimal

from actions.loading.write_actions import keep_refs
from actions.models import (
    Finding,
    IntelligenceGap,
    MeasureWanted,
    Opportunity,
    ReturnOnInvestment,
    Scheme,
    Theme,
)
from indicators.loading.differences import bring_into_line, link, remove
from indicators.models import QualityFinding
from partners.models import Agency


def write_schemes_and_findings(content, partnership, document, priorities, *, report):
    def of_partnership(entry, position, **values):
        return {
            "partnership_id": partnership.pk,
            "document_id": document.pk,
            "ref": entry.ref,
            "priority_id": priorities[entry.priority].pk if entry.priority else None,
            "place": entry.place,
            "position": position,
            **values,
        }

    schemes = keep_refs(
        Scheme,
        key="ref",
        mine=document.schemes.all(),
        standing=partnership.schemes.all(),
        wanted={
            entry.ref: of_partnership(entry, position, name=entry.name, summary=entry.summary)
            for position, entry in enumerate(content.schemes, 1)
        },
        tally=report.tally("Schemes"),
    )
    agencies = dict(Agency.objects.values_list("slug", "pk"))
    link(
        Scheme.agencies.through,
        left="scheme_id",
        right="agency_id",
        owners=[row.pk for row in schemes.values()],
        wanted=[(schemes[entry.ref].pk, agencies[slug]) for entry in content.schemes for slug in entry.agencies],
        tally=report.tally("Agencies of schemes"),
    )
    keep_refs(
        Finding,
        key="ref",
        mine=document.findings.all(),
        standing=partnership.findings.all(),
        wanted={
            entry.ref: of_partnership(entry, position, statement=entry.statement)
            for position, entry in enumerate(content.findings, 1)
        },
        tally=report.tally("Findings"),
    )


def write_voices(content, document, *, report):
    """Themes, opportunities and gaps: each has a ref in its document."""

    def write(model, entries, noun, **columns):
        rows = model.objects.filter(document=document)
        keep_refs(
            model,
            key="ref",
            mine=rows,
            standing=rows,
            wanted={
                entry.ref: {"document_id": document.pk, "position": position, **entry.model_dump()}
                for position, entry in enumerate(entries, 1)
            },
            tally=report.tally(noun),
        )

    write(Theme, content.themes, "Themes")
    write(Opportunity, content.opportunities, "Opportunities")
    write(IntelligenceGap, content.intelligence_gaps, "Intelligence gaps")


def write_returns_and_wishes(content, document, priorities, *, report):
    _follow(
        ReturnOnInvestment,
        document,
        "group",
        {
            entry.group: {
                "document_id": document.pk,
                "position": position,
                "group": entry.group,
                "components": entry.components,
                **{name: Decimal(str(getattr(entry, name))) for name in MONEY},
            }
            for position, entry in enumerate(content.return_on_investment, 1)
        },
        report.tally("Returns on investment"),
    )
    _follow(
        MeasureWanted,
        document,
        "position",
        {
            position: {
                "document_id": document.pk,
                "position": position,
                "priority_id": priorities[entry.priority].pk if entry.priority else None,
                "heading": entry.heading,
                "content": entry.content or "",
                "status": entry.status,
            }
            for position, entry in enumerate(content.measures_wanted, 1)
        },
        report.tally("Measures wanted"),
    )


MONEY = (
    "per_pound_in_treatment",
    "per_pound_in_treatment_and_recovery",
    "gross_benefit_per_person",
    "long_term_benefit_per_person",
)


def write_quality_findings(contradictions, document, *, report):
    _follow(
        QualityFinding,
        document,
        "position",
        {
            position: {"document_id": document.pk, "position": position, **row.model_dump()}
            for position, row in enumerate(contradictions, 1)
        },
        report.tally("Contradictions"),
    )


def _follow(model, document, key, wanted, tally):
    standing = {getattr(row, key): row for row in model.objects.filter(document=document)}
    remove(model, [row for value, row in standing.items() if value not in wanted], tally=tally)
    bring_into_line(model, standing=standing, wanted=wanted, tally=tally)
