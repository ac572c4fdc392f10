"""The lists of a document's page as downloads: one table a list, over all documents of a partnership."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import BadRequest

from actions.models import IntelligenceGap, MeasureWanted, Opportunity, ReturnOnInvestment, Theme
from actions.presenters.returns import LINES, PERCENT, arithmetic_cells
from cdp.exports import Column, Table
from indicators.models import QualityFinding
from partners.models import DocumentNote, Principle, StakeholderCategory

DOCUMENT = Column("document", "Document")
REF = Column("ref", "Reference")
PLACE = Column("place", "Place in the document")

# What the printed returns come to, beside them; worked out and not printed.
ARITHMETIC = [
    Column(f"{key}_{line}", f"{heading}, {said} (worked out)", numeric=True)
    for line, said in LINES.items()
    for key, heading in (
        ("cost_per_person", "Cost a person (£)"),
        ("cost_at_least", "Cost at least (£)"),
        ("cost_at_most", "Cost at most (£)"),
        ("per_pound", "For each £1"),
        ("net_benefit_per_person", "Net benefit a person (£)"),
        ("per_pound_cost_lower", f"For each £1 with the cost {PERCENT} lower"),
        ("per_pound_cost_higher", f"For each £1 with the cost {PERCENT} higher"),
        ("per_pound_benefit_lower", f"For each £1 with the benefit {PERCENT} lower"),
        ("per_pound_benefit_higher", f"For each £1 with the benefit {PERCENT} higher"),
    )
]


@dataclass(frozen=True)
class DocumentList:
    """What a list is called, what it holds, and a row's cells after the document's title."""

    title: str
    model: type
    columns: list
    cells: Callable
    with_its: tuple = ()
    in_order_of: str = "position"

    def rows(self, partnership):
        found = self.model.objects.filter(document__partnership=partnership).select_related("document", *self.with_its)
        return [
            [row.document.title, *self.cells(row)] for row in found.order_by("document__title", self.in_order_of, "pk")
        ]


def joined(texts):
    return "; ".join(texts)


LISTS = {
    "contradictions": DocumentList(
        "Where the document disagrees with itself",
        QualityFinding,
        [
            Column("kind", "Kind"),
            Column("description", "Description"),
            Column("values", "Values"),
            PLACE,
        ],
        lambda row: [row.get_kind_display(), row.description, row.values, row.where],
    ),
    "gaps": DocumentList(
        "What is not known yet",
        IntelligenceGap,
        [REF, Column("gap", "What is not known"), PLACE],
        lambda row: [row.ref, row.gap, row.place],
    ),
    "themes": DocumentList(
        "What people said",
        Theme,
        [REF, Column("kind", "Kind"), Column("theme", "Theme"), Column("summary", "Summary"), PLACE],
        lambda row: [row.ref, row.kind.replace("_", " "), row.name, row.summary, row.place],
    ),
    "opportunities": DocumentList(
        "Opportunities",
        Opportunity,
        [REF, Column("theme", "Theme"), Column("ideas", "Ideas"), PLACE],
        lambda row: [row.ref, row.theme, joined(row.ideas), row.place],
    ),
    "stakeholders": DocumentList(
        "Stakeholders on the systems map",
        StakeholderCategory,
        [
            Column("version", "Version of the map"),
            Column("category", "Category"),
            Column("part_of", "Part of"),
            Column("colour", "Drawn in"),
        ],
        lambda row: [row.version.replace("_", " "), row.name, row.parent.name if row.parent else "", row.colour],
        ("parent",),
    ),
    "returns": DocumentList(
        "Return on investment",
        ReturnOnInvestment,
        [
            Column("group", "Group"),
            Column("per_pound_in_treatment", "For each £1 on treatment", numeric=True),
            Column("per_pound_in_treatment_and_recovery", "For each £1 on treatment and recovery", numeric=True),
            Column("gross_benefit_per_person", "Gross benefit a person (£)", numeric=True),
            Column("long_term_benefit_per_person", "Long-term benefit a person (£)", numeric=True),
            Column("components", "What the benefit counts"),
            *ARITHMETIC,
        ],
        lambda row: [
            row.group,
            row.per_pound_in_treatment,
            row.per_pound_in_treatment_and_recovery,
            row.gross_benefit_per_person,
            row.long_term_benefit_per_person,
            joined(row.components),
            *arithmetic_cells(row),
        ],
    ),
    "measures-wanted": DocumentList(
        "Measures announced but not defined",
        MeasureWanted,
        [
            Column("priority", "Priority"),
            Column("heading", "Measure"),
            Column("content", "What is said of it"),
            Column("status", "Status"),
        ],
        lambda row: [row.priority.title if row.priority else "", row.heading, row.content, row.status],
        ("priority",),
    ),
    "notes": DocumentList(
        "How the document was read",
        DocumentNote,
        [Column("subject", "Subject"), Column("note", "Note")],
        lambda row: [row.subject.replace("_", " "), row.text],
        in_order_of="subject",
    ),
}
PRINCIPLES = "principles"


def table_of(partnership, asked, *, notes):
    """The table of one list; BadRequest in a sentence where the page has no list of that name."""
    if asked == PRINCIPLES:
        columns = [Column("principle", "Principle"), Column("meaning", "Meaning"), PLACE]
        rows = [[row.name, row.meaning, row.place] for row in Principle.objects.filter(partnership=partnership)]
        return Table(f"{partnership.slug}-principles", f"Principles of {partnership.name}", columns, rows, notes)
    one = LISTS.get(asked)
    if one is None:
        known = ", ".join([*LISTS, PRINCIPLES])
        said = f"“{asked[:40]}” is not a list of this page." if asked else "This page has several lists."
        raise BadRequest(f"{said} Say which with “list”: {known}.")
    title = f"{one.title}: {partnership.name}"
    return Table(f"{partnership.slug}-{asked}", title, [DOCUMENT, *one.columns], one.rows(partnership), notes)
