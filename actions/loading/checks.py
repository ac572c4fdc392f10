"""Whether a folder's files agree with each other and with what is known: areas, indicators, agencies, outcomes."""

import re
from collections import defaultdict
from dataclasses import dataclass

from actions.loading.figures import SAYS_PRINTED_TWICE, evidence_key
from actions.loading.rows import faults_of
from actions.models import Action, Finding, Recommendation, Scheme
from indicators.loading.problems import Problem, close_to, one_of
from indicators.loading.spoken import spoken_periods
from indicators.models import Area, Indicator, Outcome
from partners.models import RESERVED_SLUGS, Agency, Document, Partnership

LISTS_WITH_REFS = (
    ("agencies", "slug"), ("principles", "name"), ("priorities", "code"), ("recommendations", "ref"),
    ("actions", "ref"), ("schemes", "ref"), ("findings", "ref"), ("themes", "ref"), ("opportunities", "ref"),
    ("intelligence_gaps", "ref"), ("return_on_investment", "group"), ("stakeholder_categories", "version"),
)  # fmt: skip
LISTS_OF_AGENCIES = (("recommendations", "partners"), ("actions", "lead_agencies"), ("schemes", "agencies"))
LISTS_WITH_PRIORITY = ("recommendations", "actions", "schemes", "findings", "measures_wanted")
ALLOWED_AREA = "Allowed: a code of indicators/reference/areas.csv. Add a new area there and run load_reference."
ALLOWED_INDICATOR = (
    "Allowed: a code of a file in indicators/definitions/. Add a file for a new indicator there and run load_reference."
)
ALLOWED_AGENCY = "Allowed: a slug of partners/reference/agencies.yaml. Add a new agency there and run load_reference."
ALLOWED_SEAT = "Allowed: an agency of the list agencies. Add a new one there."


@dataclass(frozen=True)
class Known:
    """What the reference data hold, by code."""

    areas: frozenset
    indicators: dict  # each with its row
    agencies: frozenset
    outcomes: frozenset
    partnership_names: dict  # by slug
    spoken_periods: frozenset

    @classmethod
    def now(cls):
        return cls(
            areas=frozenset(Area.objects.values_list("code", flat=True)),
            indicators=Indicator.objects.only("code", "value_type", "multiplier").in_bulk(field_name="code"),
            agencies=frozenset(Agency.objects.values_list("slug", flat=True)),
            outcomes=frozenset(Outcome.objects.values_list("code", flat=True)),
            partnership_names=dict(Partnership.objects.values_list("slug", "name")),
            spoken_periods=spoken_periods(),
        )


def check_package(package, known):
    """Every fault that shows once the files of a folder could be read."""
    if not known.indicators:
        return [
            Problem(package.folder.name, None, "", "The reference data are not loaded.", "Run load_reference first.")
        ]
    problems = list(_figure_problems(package, known))
    if package.content:
        problems += _partnership_problems(package, known)
        problems += _repeats(package)
        problems += _reference_problems(package, known)
        problems += _evidence_problems(package)
        problems += _taken_refs(package)
    return problems


def _partnership_problems(package, known):
    entry, at = package.content.partnership, package.yaml.problem
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.slug) or entry.slug in RESERVED_SLUGS:
        message = f"“{entry.slug}” cannot be the address of a partnership."
        yield at(("partnership", "slug"), message, "Allowed: small letters, digits and hyphens; no page of the site.")
    for slug, name in known.partnership_names.items():
        if name == entry.name and slug != entry.slug:
            yield at(("partnership", "name"), f"The partnership {slug} already has this name.")
    for index, code in enumerate(entry.areas):
        if code not in known.areas:
            allowed = _or_else(ALLOWED_AREA, code, known.areas)
            yield at(("partnership", "areas", index), f"No area has the code “{code}”.", allowed)
    if entry.area not in entry.areas:
        allowed = one_of(entry.area, entry.areas)
        yield at(("partnership", "area"), f"“{entry.area}” is not one of the partnership's areas.", allowed)


def _repeats(package):
    """Names that have to be different and are not."""
    at = package.yaml.problem
    for name, key in LISTS_WITH_REFS:
        values = [getattr(entry, key) for entry in getattr(package.content, name)]
        for index, value in enumerate(values):
            if value in values[:index]:
                yield at((name, index, key), f"“{value}” stands there twice.", "Each has to be different.")
    lists = [
        ((name, index, key), getattr(entry, key))
        for name, key in LISTS_OF_AGENCIES
        for index, entry in enumerate(getattr(package.content, name))
    ]
    lists.append((("partnership", "areas"), package.content.partnership.areas))
    for path, values in lists:
        for place, value in enumerate(values):
            if value in values[:place]:
                yield at((*path, place), f"“{value}” stands there twice.", "Name it once.")


def _taken_refs(package):
    """Refs under which people of the partnership, or another document, already keep something of their own."""
    slug = package.content.partnership.slug
    document = standing_document(package.content)
    document_id = document.pk if document else None
    for name, model in (
        ("recommendations", Recommendation), ("actions", Action), ("schemes", Scheme), ("findings", Finding),
    ):  # fmt: skip
        others = model.objects.filter(partnership__slug=slug).exclude(document_id=document_id, document__isnull=False)
        taken = set(others.values_list("ref", flat=True))
        for index, entry in enumerate(getattr(package.content, name)):
            if entry.ref in taken:
                message = f"The partnership already uses “{entry.ref}” for something that is not of this document."
                yield package.yaml.problem((name, index, "ref"), message, "Give it a ref of its own.")


def source_slug(partnership_slug):
    """The name under which a partnership's document gives figures."""
    return f"{partnership_slug}-document"


def standing_document(content):
    """The document as an earlier load left it, even where its title has been corrected since; None at the first."""
    slug = content.partnership.slug
    of_source = Document.objects.filter(source__slug=source_slug(slug))
    by_title = Document.objects.filter(partnership__slug=slug, title=content.document.title)
    return of_source.first() or by_title.first()


def _reference_problems(package, known):
    content, at = package.content, package.yaml.problem
    seated = {agency.slug for agency in content.agencies}
    for index, agency in enumerate(content.agencies):
        for key in ("slug", "parent"):
            slug = getattr(agency, key)
            if slug and slug not in known.agencies:
                allowed = _or_else(ALLOWED_AGENCY, slug, known.agencies)
                yield at(("agencies", index, key), f"No agency has the slug “{slug}”.", allowed)
    for name, key in LISTS_OF_AGENCIES:
        for index, entry in enumerate(getattr(content, name)):
            for place, slug in enumerate(getattr(entry, key)):
                if slug not in seated:
                    allowed = _or_else(ALLOWED_SEAT, slug, seated)
                    yield at((name, index, key, place), f"No agency of this document has the slug “{slug}”.", allowed)
    priorities = {priority.code for priority in content.priorities}
    for name in LISTS_WITH_PRIORITY:
        for index, entry in enumerate(getattr(content, name)):
            if entry.priority is not None and entry.priority not in priorities:
                message = f"The document has no priority “{entry.priority}”."
                yield at((name, index, "priority"), message, one_of(entry.priority, priorities))
    for index, entry in enumerate(content.recommendations):
        if entry.outcome is not None and entry.outcome not in known.outcomes:
            message = f"The framework has no outcome “{entry.outcome}”."
            yield at(("recommendations", index, "outcome"), message, one_of(entry.outcome, known.outcomes))
    for index, entry in enumerate(content.actions):
        if not entry.lead_agencies:
            yield at(("actions", index, "lead_agencies"), "The action has no lead agency.", "Name at least one.")


def _figure_problems(package, known):
    name = package.name("observations.csv")
    by_key = defaultdict(list)
    for line, row in package.figures:
        if row.indicator not in known.indicators:
            allowed = _or_else(ALLOWED_INDICATOR, row.indicator, known.indicators)
            yield Problem(name, line, "indicator", f"No indicator has the code “{row.indicator}”.", allowed)
        if row.area not in known.areas:
            allowed = _or_else(ALLOWED_AREA, row.area, known.areas)
            yield Problem(name, line, "area", f"No area has the code “{row.area}”.", allowed)
        indicator = known.indicators.get(row.indicator)
        for column, message, allowed in faults_of(row, indicator=indicator, spoken=known.spoken_periods):
            yield Problem(name, line, column, message, allowed)
        by_key[row.key].append((line, row))
    for rows in by_key.values():
        for line, _ in rows[1:]:
            if not all(each.note.startswith(SAYS_PRINTED_TWICE) for _, each in rows):
                message = f"Line {rows[0][0]} has the same indicator, area, period, sex, age and category."
                allowed = f"If the document prints both, both notes begin “{'” or “'.join(SAYS_PRINTED_TWICE)}”."
                yield Problem(name, line, "indicator", message, allowed)


def _evidence_problems(package):
    if package.printed is None:
        return  # the table has to be put right first; what it holds is not known
    for index, entry in enumerate(package.content.recommendations):
        for place, figure in enumerate(entry.evidence_figures):
            if evidence_key(figure) in package.printed:
                continue
            path = ("recommendations", index, "evidence_figures", place)
            groups = [key for key in package.printed if key[:2] == (figure.indicator, figure.area)]
            allowed = f"Of this indicator and area there are: {'; '.join(_group(key) for key in sorted(groups)[:5])}."
            if not groups:
                allowed = close_to(figure.indicator, {key[0] for key in package.printed})
            yield package.yaml.problem(path, "observations.csv has no such figure.", allowed)


def _group(key):
    return ", ".join(filter(None, [key[6] or "no period", key[2], *key[3:6]]))


def _or_else(allowed, word, words):
    """The near words first, then where the known ones stand and a new one is added."""
    return " ".join(filter(None, [close_to(word, words), allowed]))
