"""Writing who a partnership is: its name, document, agencies, areas, principles and stakeholder map."""

from actions.loading.checks import source_slug, standing_document
from indicators.loading.differences import bring_into_line, remove
from indicators.models import Area, Footprint, Source, SourceKind
from partners.models import (
    Agency,
    AgencyAlias,
    Document,
    DocumentNote,
    Partnership,
    Principle,
    Seat,
    StakeholderCategory,
)

DOCUMENT_RANK = 50
LICENCE = "The document is its publisher's copyright; national statistics in it: Open Government Licence v3.0."


def write_partnership(content, *, publish, is_shipped, report):
    entry = content.partnership
    values = {
        "slug": entry.slug,
        "name": entry.name,
        "short_name": entry.area_name,
        "host": entry.host,
        "host_agency_id": _host_agency_id(entry.host),
        "vision": content.vision or "",
        "note": entry.note or "",
    }
    standing = {row.slug: row for row in Partnership.objects.filter(slug=entry.slug)}
    if publish or not standing:
        # A shipped one is open from the start. Afterwards it is for people to say, so that a load opens nothing again.
        values["is_published"] = publish or is_shipped
    rows = bring_into_line(
        Partnership, standing=standing, wanted={entry.slug: values}, tally=report.tally("Partnership")
    )
    return rows[entry.slug]


def _host_agency_id(host):
    """The agency of this name; none where several have it, because then it is not known which one is meant."""
    found = set(Agency.objects.filter(name__iexact=host).values_list("pk", flat=True)) or set(
        AgencyAlias.objects.filter(name__iexact=host).values_list("agency", flat=True)
    )
    return found.pop() if len(found) == 1 else None


def write_document(content, partnership, *, report):
    """The document and the source of its figures, which keeps it known when its title is corrected."""
    entry = content.document
    standing = standing_document(content)
    values = {
        "partnership_id": partnership.pk,
        "title": entry.title,
        "kind": entry.kind,
        "published": entry.published or "",
        "published_note": entry.published_note or "",
        "covers": entry.covers or "",
    }
    document = bring_into_line(
        Document,
        standing={0: standing} if standing else {},
        wanted={0: values},
        tally=report.tally("Document"),
    )[0]
    values = {
        "slug": source_slug(partnership.slug),
        "name": entry.title,
        "kind": SourceKind.DOCUMENT.value,
        "rank": DOCUMENT_RANK,
        "document_id": document.pk,
        "licence": LICENCE,
    }
    source = bring_into_line(
        Source,
        standing={row.slug: row for row in Source.objects.filter(slug=values["slug"])},
        wanted={values["slug"]: values},
        tally=report.tally("Source"),
    )[values["slug"]]
    return document, source


def write_surroundings(content, partnership, document, *, report):
    _write_seats(content, partnership, report)
    _write_footprint(content, partnership, report)
    _follow(
        Principle,
        partnership.principles.all(),
        "position",
        {
            position: {
                "partnership_id": partnership.pk,
                "position": position,
                "name": principle.name,
                "meaning": principle.meaning,
                "place": principle.place or "",
            }
            for position, principle in enumerate(content.principles, 1)
        },
        report.tally("Principles"),
    )
    _follow(
        DocumentNote,
        document.notes.all(),
        "subject",
        {
            subject: {"document_id": document.pk, "subject": subject, "text": text}
            for subject, text in content.notes.items()
        },
        report.tally("Notes"),
    )
    _write_categories(content, document, report.tally("Stakeholder categories"))


def _follow(model, queryset, key, wanted, tally):
    """Rows with no life of their own: they say what the file says and go with it."""
    standing = {getattr(row, key): row for row in queryset}
    remove(model, [row for value, row in standing.items() if value not in wanted], tally=tally)
    return bring_into_line(model, standing=standing, wanted=wanted, tally=tally)


def _write_seats(content, partnership, report):
    agencies = Agency.objects.in_bulk([agency.slug for agency in content.agencies], field_name="slug")
    standing = {seat.agency.slug: seat for seat in partnership.seats.select_related("agency", "partnership")}
    wanted = {
        agency.slug: {
            "partnership_id": partnership.pk,
            "agency_id": agencies[agency.slug].pk,
            "note": agency.note or "",
        }
        for agency in content.agencies
    }
    absent = [seat for slug, seat in standing.items() if slug not in wanted]
    bring_into_line(Seat, standing=standing, wanted=wanted, tally=report.tally("Agencies"), absent=absent)


def _write_footprint(content, partnership, report):
    entry = content.partnership
    areas = Area.objects.in_bulk(entry.areas, field_name="code")
    standing = {row.area.code: row for row in partnership.footprint.select_related("area", "partnership")}
    # There can be only one main area, so the old one steps back before the new one comes.
    if any(row.is_main and code != entry.area for code, row in standing.items()):
        partnership.footprint.update(is_main=False)
    wanted = {
        code: {"partnership_id": partnership.pk, "area_id": areas[code].pk, "is_main": code == entry.area}
        for code in entry.areas
    }
    absent = [row for code, row in standing.items() if code not in wanted]
    bring_into_line(Footprint, standing=standing, wanted=wanted, tally=report.tally("Areas"), absent=absent)


def _write_categories(content, document, tally):
    """Each version of the map in reading order: a category, then its sub-categories."""
    wanted, parents = {}, {}
    for version in content.stakeholder_categories:
        position = 0
        for category in version.categories:
            position += 1
            parent = version.version, position
            for name, colour in [(category.name, category.colour), *((sub, None) for sub in category.sub_categories)]:
                key = version.version, position
                parents[key] = None if key == parent else parent
                wanted[key] = {
                    "document_id": document.pk,
                    "version": version.version,
                    "position": position,
                    "name": name,
                    "colour": colour or "",
                    "place": version.place,
                }
                position += 1
            position -= 1
    standing = {(row.version, row.position): row for row in document.stakeholder_categories.all()}
    remove(StakeholderCategory, [row for key, row in standing.items() if key not in wanted], tally=tally)
    rows = bring_into_line(StakeholderCategory, standing=standing, wanted=wanted, tally=tally)
    moved = []
    for key, parent in parents.items():
        parent_id = rows[parent].pk if parent else None
        if rows[key].parent_id != parent_id:
            rows[key].parent_id = parent_id
            moved.append(rows[key])
    StakeholderCategory.objects.bulk_update(moved, ["parent"])
