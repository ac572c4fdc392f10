"""Exampleshire as the places of tests/partners/matrix.py: one of everything that stands in an address."""

import datetime

from django.core import signing
from django.core.management import call_command
from django.utils import timezone

from actions.mail import links as mail_links
from actions.mail import switches
from actions.models import Action, Decision, Measure, Pack, PackState, ProgressUpdate, UpdateState
from actions.shared import links as shared_links
from indicators.models import Refresh, Series, Source, SourceKind
from partners.models import Agency, Partnership, Person
from partners.operations import invitations
from tests import factories as make
from tests.partners.matrix_world import Place

SLUG = "exampleshire"


class Home(Place):
    """Where those of the sample work."""

    is_own = True

    def once(self, key, make):
        """What the sample answers does not change while it is loaded, and each case undoes what it does."""
        known = self.__dict__.setdefault("known", {})
        if key not in known:
            known[key] = make()
        return known[key]


def load(folder):
    """Loaded, with what the sample has none of; the place."""
    call_command("load_reference", verbosity=0)
    call_command("load_partnership", "actions/documents/milton-keynes", verbosity=0)
    call_command("load_sample", people_file=folder / "people.txt", verbosity=0)
    partnership = Partnership.objects.get(slug=SLUG)
    place = Home(SLUG, rows={"partnership": partnership})
    place.rows |= _plan(partnership) | _progress(partnership) | _figures() | _packs(partnership) | _people(partnership)
    _links(place)
    return place


def person(key):
    return Person.objects.get(email=f"{key}@exampleshire.example")


def _plan(partnership):
    action = Action.objects.get(partnership=partnership, ref="EXA-2.4")
    recommendation = partnership.recommendations.get(ref="R7")
    ask = Decision.objects.open().filter(kind="ask", meeting__partnership=partnership).latest("pk")
    series = Measure.objects.get(action=action).series
    return {
        "action": action,
        "milestone": action.milestones.first(),
        "measure": action.measures.get(),
        "measure_of_recommendation": make.MeasureFactory(action=None, recommendation=recommendation, series=series),
        "measure_of_priority": Measure.objects.filter(priority__partnership=partnership).first(),
        "priority": action.priority,
        "strategy": action.priority.strategy,
        "recommendation": recommendation,
        "part": make.SubRecommendationFactory(recommendation=recommendation, position=90),
        "agency": action.agencies.get(slug="exampleshire-probation"),
        "scheme": partnership.schemes.first(),
        "finding": partnership.findings.first(),
        "meeting": ask.meeting,
        "decision": ask,
        "plan_import": make.PlanImportFactory(partnership=partnership),
    }


def _progress(partnership):
    of = ProgressUpdate.objects.filter(action__partnership=partnership)
    waiting = of.filter(state=UpdateState.SUBMITTED).latest("pk")
    approved = of.filter(state=UpdateState.APPROVED, action__ref="EXA-2.4").latest("pk")
    probation = Agency.objects.get(slug="exampleshire-probation")
    return {
        "waiting": waiting,
        "approved": approved,
        "reported": approved.action,
        "waiting_action": waiting.action,
        "returned": of.filter(state=UpdateState.RETURNED).latest("pk"),
        "batch": make.BatchFactory(agency=probation, partnership=partnership),
    }


def _figures():
    series = Series.objects.get(
        area__code="sample:exampleshire", indicator__code="drug-poisoning-admissions", is_headline=True
    )
    run = Refresh.objects.filter(source__slug="sample-fingertips").latest("pk")
    mapped = make.SourceFactory(kind=SourceKind.MAPPED, slug="mapped-here", name="A file from the council")
    said = {"column": "Area", "value": "Nowhere", "reason": "Unknown area."}
    return {
        "series": series,
        "source": run.source,
        "refresh": run,
        "shared_source": Source.objects.get(slug="sample-fingertips"),
        "shared_refresh": run,
        "mapped_source": mapped,
        "reject": make.RefreshRejectFactory(refresh=run, **said),
    }


def _packs(partnership):
    frozen = Pack.objects.filter(partnership=partnership, state=PackState.FROZEN).latest("pk")
    released = Pack.objects.filter(pk=frozen.pk)
    draft = Pack.objects.filter(partnership=partnership, state=PackState.DRAFT).latest("pk")
    return {"board_pack": frozen, "draft_pack": draft, "restricted_pack": frozen, "released_pack": released.get()}


def _people(partnership):
    member = partnership.memberships.get(user__email="board_member@exampleshire.example")
    return {
        "member": member,
        "invitation": make.InvitationFactory(partnership=partnership),
        "access_request": make.AccessRequestFactory(partnership=partnership),
        "national_role": make.NationalRoleFactory(),
    }


def _links(place):
    """Made for whoever holds them."""
    officer, partnership = person("lead_officer"), place.partnership
    place.mail_token, place.invited_token = "what-the-reminded-hold", "what-the-invited-hold"
    mail = make.MailFactory(person=officer, partnership=partnership)
    digest = mail_links.digest_of(place.mail_token)
    make.MailLinkFactory(mail=mail, person=officer, action=place.action, token_digest=digest)
    make.InvitationFactory(partnership=partnership, token_digest=invitations.digest_of(place.invited_token))
    place.shared_token = shared_links.new_token()
    make.SharedLinkFactory(
        partnership=partnership,
        token_hash=shared_links.digest_of(place.shared_token),
        path=partnership.get_absolute_url(),
        expires_at=timezone.now() + datetime.timedelta(days=30),
    )
    place.rows |= {"mail": mail, "off_token": signing.dumps([officer.pk, mail.kind], salt=switches.SALT)}
