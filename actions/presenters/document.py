"""A document as its page shows it: what it holds, how it was read, where it disagrees with itself."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from actions.models import Finding, Priority, Recommendation, Scheme
from actions.presenters.returns import ReturnsView, returns_view
from indicators.models import Observation, QualityFinding
from partners.models import Document, Partnership, Seat

DOCUMENT_PARTS = (
    "notes",
    "stakeholder_categories",
    "themes",
    "opportunities",
    "intelligence_gaps",
    "returns_on_investment",
    "measures_wanted__priority",
    "quality_findings",
)
# One of them, several of them, and the page that lists them.
HELD = (
    ("priority", "priorities", "strategy"),
    ("recommendation", "recommendations", "recommendations"),
    ("action", "actions", "actions"),
    ("scheme", "schemes", "schemes"),
    ("finding", "findings", "findings"),
    ("figure", "figures", "indicators"),
    ("indicator", "indicators", "indicators"),
    ("agency", "agencies", "agencies"),
)
COUNTED = {
    "priority": Priority,
    "recommendation": Recommendation,
    "scheme": Scheme,
    "finding": Finding,
    "agency": Seat,
}
KINDS = {kind: place for place, kind in enumerate(QualityFinding.Kind.values)}


@dataclass(frozen=True)
class DocumentView:
    """One document with its lists grouped; an empty list is a section left out."""

    document: Document
    notes: list
    stakeholders: list
    themes: list
    contradictions: list
    returns: ReturnsView

    @property
    def contradictions_count(self):
        return sum(len(found) for _, found in self.contradictions)


def documents_of(partnership):
    documents = (
        partnership.documents.published().select_related("source").annotate(rules_broken=Count("source__rule_findings"))
    )
    return [document_view(document) for document in documents.prefetch_related(*DOCUMENT_PARTS)]


def document_view(document):
    found = sorted(document.quality_findings.all(), key=lambda finding: (KINDS[finding.kind], finding.position))
    return DocumentView(
        document=document,
        notes=[(in_words(note.subject), note.text) for note in document.notes.all()],
        stakeholders=_stakeholders(list(document.stakeholder_categories.all())),
        themes=_grouped(document.themes.all(), lambda theme: in_words(theme.kind)),
        contradictions=_grouped(found, lambda finding: finding.get_kind_display()),
        returns=returns_view(document.returns_on_investment.all()),
    )


def _stakeholders(categories):
    """(version, [(category, [names of its sub-categories])]) for each version of the map."""
    children = {}
    for category in categories:
        children.setdefault(category.parent_id, []).append(category)
    return [
        (in_words(version), [(category, [child.name for child in children.get(category.pk, [])]) for category in group])
        for version, group in _grouped(children.get(None, []), lambda category: category.version)
    ]


def _grouped(rows, key):
    return [(name, list(group)) for name, group in groupby(rows, key=key)]


def in_words(code):
    """`section_7` as "Section 7": a file's key as a heading."""
    text = code.replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def holdings(partnership):
    """(number, what, address) of everything loaded for a partnership, noughts left out."""
    figures = Observation.objects.filter(source__document__partnership=partnership)
    found = figures.aggregate(figure=Count("pk"), indicator=Count("series__indicator", distinct=True))
    found |= (
        Partnership.objects.filter(pk=partnership.pk)
        .annotate(**{name: _count(model) for name, model in COUNTED.items()})
        .values(*COUNTED)
        .get()
    )
    found["action"] = partnership.actions.current().count()
    return [
        (found[name], name if found[name] == 1 else many, reverse(page, args=[partnership.slug]))
        for name, many, page in HELD
        if found[name]
    ]


def _count(model):
    """Of a model's rows, those of the partnership that the query is about: one subquery instead of a query each."""
    rows = model.objects.filter(partnership=OuterRef("pk")).order_by().values("partnership")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)
