"""The people and places of the matrix: everybody who could come, and four partnerships that they could come to."""

from collections import namedtuple
from dataclasses import dataclass, field
from functools import reduce

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from actions.mail import links as mail_links
from actions.mail import switches
from actions.models import Evidence
from actions.shared import links as shared_links
from cdp.papers import content, store
from indicators.models import SourceKind
from partners.operations import invitations
from partners.roles import GRANTS, NATIONAL_ROLES, ROLES_OF_A_PARTNERSHIP, ROLES_OF_AN_AGENCY, Permission, Role
from tests import factories as make
from tests.partners.matrix import EVERYBODY, MEMBERS, NOBODY, PUBLISHED, REPORTS, SIGNED_IN, STAFF, Anywhere

OWN_PUBLISHED, OWN_UNPUBLISHED = "own-published", "own-unpublished"
FOREIGN_PUBLISHED, FOREIGN_UNPUBLISHED = "foreign-published", "foreign-unpublished"
PLACES = (OWN_PUBLISHED, OWN_UNPUBLISHED, FOREIGN_PUBLISHED, FOREIGN_UNPUBLISHED)
Visitor = namedtuple("Visitor", "name role is_of_another_agency", defaults=(None, False))
SIGNED_OUT = Visitor("signed out")
VISITORS = (
    SIGNED_OUT,
    Visitor("of no partnership"),
    Visitor("staff"),
    *(Visitor(role.value, role) for role in Role),
    *(Visitor(f"{role.value} of another agency", role, True) for role in ROLES_OF_AN_AGENCY),
)


@dataclass
class Place:
    """A partnership with one of everything; a path such as "action.ref" leads to what stands in an address."""

    slug: str
    token: str = "nothing-that-was-ever-sent"
    invited_token: str = "what-the-invited-hold"
    mail_token: str = "what-the-reminded-hold"
    shared_token: str = ""
    light: str = "delivery"
    json_format: str = "json"
    uidb36: str = "1"
    no_number: int = 999_999
    rows: dict = field(default_factory=dict)

    def __getattr__(self, name):
        try:
            return self.__dict__["rows"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def is_own(self):
        return self.slug.startswith("own")

    @property
    def is_published(self):
        return not self.slug.endswith("unpublished")

    def at(self, path):
        if path.endswith("_id"):
            row = getattr(self, path.removesuffix("_id"))
            return f"{self.slug}:{getattr(row, 'ref', None) or row.code}"
        return reduce(getattr, path.split("."), self)


def is_seen_by(visitor, place):
    """Whether the partnership is there for them at all."""
    return place.is_published or holds(visitor, Permission.VIEW, place)


def holds(visitor, permission, place=None):
    """In this place, or where none is given, in any."""
    is_at_home = place is None or place.is_own or visitor.role in NATIONAL_ROLES
    return bool(visitor.role and is_at_home and permission in GRANTS[visitor.role])


def reaches(visitor, who, place, *, is_shared):
    """Whether a row gives this visitor an answer in this place."""
    if isinstance(who, tuple):
        return any(reaches(visitor, one, place, is_shared=is_shared) for one in who)
    if who == NOBODY or who is None:
        return False
    if who == PUBLISHED:
        return is_shared or place.is_published
    if who == STAFF:
        return visitor.name == "staff"
    if who == MEMBERS:
        return visitor.role in ROLES_OF_A_PARTNERSHIP and place.is_own
    if isinstance(who, Anywhere):
        return holds(visitor, who.permission) and (is_shared or is_seen_by(visitor, place))
    if isinstance(who, Permission):
        return holds(visitor, who, None if is_shared else place)
    if who == REPORTS:
        is_theirs = holds(visitor, Permission.REPORT_PROGRESS, place) and not visitor.is_of_another_agency
        return holds(visitor, Permission.REPORT_ANY_PROGRESS, place) or is_theirs
    assert who in (EVERYBODY, SIGNED_IN), f"{who!r} is not one of the words of matrix.py."
    return (who == EVERYBODY or visitor is not SIGNED_OUT) and (is_shared or is_seen_by(visitor, place))


@dataclass
class World:
    places: dict
    people: dict


def build():
    agencies = [make.AgencyFactory(slug="leads"), make.AgencyFactory(slug="another")]
    source = make.SourceFactory(kind=SourceKind.FINGERTIPS_CSV)
    shared = {
        "shared_source": source,
        "shared_refresh": make.RefreshFactory(source=source),
        "mapped_source": make.SourceFactory(kind=SourceKind.MAPPED),
        "outcome": make.OutcomeFactory(),
        "metric": make.FrameworkMetricFactory(),
        "neighbour_group": make.NeighbourGroupFactory(),
    }
    places = {slug: _place(slug, agencies, shared) for slug in PLACES}
    people = {one: _person(one, places, agencies) for one in VISITORS if one is not SIGNED_OUT}
    _mails(places, people)
    return World(places, people)


def _mails(places, people):
    """The links that whoever holds them can follow; they lead to what is at home and published."""
    home = places[OWN_PUBLISHED]
    officer = next(person for one, person in people.items() if one.role == Role.LEAD_OFFICER)
    mail = make.MailFactory(person=officer, partnership=home.partnership)
    digest = mail_links.digest_of(home.mail_token)
    make.MailLinkFactory(mail=mail, person=officer, action=home.reported, token_digest=digest)
    digest = invitations.digest_of(home.invited_token)
    make.InvitationFactory(partnership=home.partnership, token_digest=digest)
    home.shared_token = shared_links.new_token()
    make.SharedLinkFactory(
        partnership=home.partnership,
        token_hash=shared_links.digest_of(home.shared_token),
        path=home.partnership.get_absolute_url(),
    )
    home.rows |= {
        "mail": mail,
        "off_token": signing.dumps([officer.pk, mail.kind], salt=switches.SALT),
        "national_role": make.NationalRoleFactory(),
    }


def _person(visitor, places, agencies):
    is_staff = visitor.name == "staff"
    person = make.PersonFactory(name=visitor.name, is_staff=is_staff, is_superuser=is_staff)
    person.set_unusable_password()
    person.save()
    if visitor.role in NATIONAL_ROLES:
        make.NationalRoleFactory(person=person, role=visitor.role)
    elif visitor.role in ROLES_OF_A_PARTNERSHIP:
        agency = agencies[visitor.is_of_another_agency] if visitor.role in ROLES_OF_AN_AGENCY else None
        for place in places.values():
            if place.is_own:
                make.MembershipFactory(user=person, partnership=place.partnership, role=visitor.role, agency=agency)
    return person


def _place(slug, agencies, shared):
    place = Place(slug, rows=dict(shared))
    partnership = make.PartnershipFactory(slug=slug, is_published=place.is_published)
    for agency in agencies:
        make.SeatFactory(partnership=partnership, agency=agency)
    own = {"partnership": partnership}
    document = make.DocumentFactory(**own)
    priority = make.PriorityFactory(**own)
    recommendation, meeting = make.RecommendationFactory(**own), make.MeetingFactory(**own)
    action, reported = (_action(agencies[0], priority=priority, **own) for _ in range(2))
    place.rows |= own | {
        "agency": agencies[0],
        "document": document,
        "strategy": priority.strategy,
        "priority": priority,
        "recommendation": recommendation,
        "action": action,
        "reported": reported,
        "milestone": make.MilestoneFactory(action=action),
        "part": make.SubRecommendationFactory(recommendation=recommendation),
        "scheme": make.SchemeFactory(**own),
        "finding": make.FindingFactory(**own),
        "meeting": meeting,
        "decision": make.DecisionFactory(meeting=meeting),
        "measure": (measure := make.MeasureFactory(action=action)),
        "commentary": make.CommentaryFactory(series=measure.series, **own),
        "seat_key": f"{slug}:{agencies[0].slug}",
        "measure_of_recommendation": make.MeasureFactory(action=None, recommendation=recommendation),
        "measure_of_priority": make.MeasureFactory(action=None, priority=priority),
        "plan_import": make.PlanImportFactory(**own),
        "batch": make.BatchFactory(agency=agencies[0], **own),
        "import_of_plan": make.ImportFactory(**own),
        "import_of_updates": make.ImportFactory(
            kind="progress_workbook", batch=make.BatchFactory(agency=agencies[0], **own), plan=None, **own
        ),
        "import_of_figures": make.ImportFactory(kind="local_figures", refresh=make.RefreshFactory(), plan=None, **own),
        "api_client": make.ApiClientFactory(**own),
        "webhook": make.WebhookEndpointFactory(**own),
        "member": make.MembershipFactory(**own),
        "invitation": make.InvitationFactory(**own),
        "access_request": make.AccessRequestFactory(**own),
        "quality_finding": make.QualityFindingFactory(document=document),
    }
    place.rows |= _figures(place) | _updates(place) | _packs(meeting) | _reports(partnership)
    return place


def _packs(meeting):
    """A draft, and what was frozen for members, for those who may take out what is restricted, and for everybody."""
    paper = content.Paper("Board pack", "", "Publisher", "2026-12-01T09:00:00+00:00", "1 December 2026", ())

    def frozen(**said):
        kept = store.keep(paper=paper, as_at=timezone.now())
        store.written(kept, "json")
        return make.PackFactory(meeting=meeting, is_frozen=True, frozen=kept, **said)

    told = {"released_at": timezone.now(), "released_by": make.PersonFactory()}
    return {
        "draft_pack": make.PackFactory(meeting=meeting, sections=["summary"]),
        "board_pack": frozen(),
        "restricted_pack": frozen(is_restricted=True),
        "released_pack": frozen(audience="public", **told),
    }


def _reports(partnership):
    """What belongs to somebody else, what they share with the members, and the members' own returns."""
    paper = content.Paper("Return", "", "Publisher", "2026-12-01T09:00:00+00:00", "1 December 2026", ())
    owner, frozen = make.PersonFactory(), [store.keep(paper=paper, as_at=timezone.now()) for _ in range(2)]
    store.written(frozen[0], "json")  # the first asking writes it, which is no looking
    signed = {"state": "signed", "signed_at": timezone.now(), "signed_by": owner, "frozen": frozen[0]}
    return {
        "shared_report": make.SavedReportFactory(owner=owner, partnership=partnership),
        "private_report": make.SavedReportFactory(owner=owner),
        "report_run": make.ReportRunFactory(asked_by=owner, state="made", frozen=frozen[1]),
        "annual_return": make.AnnualReturnFactory(partnership=partnership),
        "signed_return": make.AnnualReturnFactory(partnership=partnership, year="2024/25", **signed),
    }


def _action(agency, **own):
    action = make.ActionFactory(**own)
    make.ActionAgencyFactory(action=action, agency=agency)
    return action


def _figures(place):
    """A document's figures, in the area of the partnership."""
    source = make.SourceFactory(kind=SourceKind.DOCUMENT, document=place.document)
    refresh = make.RefreshFactory(source=source)
    series = make.SeriesFactory(is_headline=True)
    make.FootprintFactory(partnership=place.partnership, area=series.area)
    observation = make.ObservationFactory(series=series, refresh=refresh)
    make.ReadingFactory(observation=observation)
    return {
        "source": source,
        "refresh": refresh,
        "series": series,
        "observation": observation,
        "step_change": make.StepChangeFactory(series=series),
        "refresh_change": make.RefreshChangeFactory(refresh=refresh, indicator=series.indicator),
        "reject": make.RefreshRejectFactory(refresh=refresh, column="Area", value="Nowhere", reason="Unknown area."),
        "rule_finding": make.RuleFindingFactory(source=source, indicator=series.indicator),
    }


def _updates(place):
    """One that is approved, of one action, and one that waits, of the other; each rests on a file."""
    approved = make.ProgressUpdateFactory(action=place.reported)
    waiting = make.ProgressUpdateFactory(action=place.action, is_submitted=True)
    kept = default_storage.save("evidence/minutes.pdf", ContentFile(b"%PDF-"))
    file = {"link": "", "file": kept, "file_name": "minutes.pdf", "size": 5, "sha256": "ab" * 32}
    file |= {"content_type": "application/pdf", "strength": Evidence.Strength.DOCUMENT}
    return {
        "approved": approved,
        "waiting": waiting,
        "minutes": make.EvidenceFactory(update=approved, **file),
        "draft_minutes": make.EvidenceFactory(update=waiting, **file),
    }
