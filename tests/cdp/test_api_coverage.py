"""Every noun is in the API, as a list of its own or as part of another's rows, or it is said here why it is not."""

import pytest
from django.apps import apps
from rest_framework.serializers import BaseSerializer, ListSerializer, ModelSerializer

from cdp import api
from tests.cdp.api_rows import FEEDS, ROWS, asker

OWN_APPS = ("partners", "indicators", "actions", "cdp")

# Part of another row: the list and the field in which it is.
WITHIN = {
    "partners.AgencyAlias": ("agencies", "aliases"),
    "indicators.Footprint": ("partnerships", "areas"),
    "actions.ActionAgency": ("actions", "lead_agencies"),
    "actions.SubRecommendation": ("recommendations", "sub_recommendations"),
    "actions.LightOverride": ("lights", "delivery_by_rule"),
    "cdp.FrozenPaper": ("packs", "sha256"),
    "cdp.Rendering": ("packs", "formats"),
}

ACCOUNT = "It is about a person's account, which is nobody else's."
PEOPLE = "Who holds which role is on pages of those who manage people; pages of the partnership name few of them."
MAIL = "Mails and reminders are on their receiver's own pages."
SOURCES = "How a source is read is set on pages of those who manage sources; what it brings is here."
PAPERWORK = "It is a step on the way of a person through a page, and its result is here."
SECRET = "It keeps what nobody is to read."
WORKINGS = "It is a part of the workings and on no page of readers."
FEED = "Changes have a feed of their own."
SHARING = "Links and sites are managed on pages of those who may share."
RETURNS = "Answers to central government are written and read on pages of members, and are no data."

# In no answer of the API: why.
HIDDEN = {
    "partners.Person": "People are named beside what they did, as the page does, and are no list.",
    "partners.Membership": PEOPLE,
    "partners.Invitation": PEOPLE,
    "partners.AccessRequest": PEOPLE,
    "partners.NationalRole": PEOPLE,
    "indicators.SupersededObservation": "What stood on an earlier day is answered by as_of= of the figures.",
    "indicators.PublishedJudgement": "It is a source's own word on its figure, compared with ours on one page.",
    "indicators.WithheldFigure": SECRET,
    "indicators.Subscription": ACCOUNT,
    "indicators.Notice": ACCOUNT,
    "indicators.Mapping": SOURCES,
    "indicators.Alias": SOURCES,
    "indicators.SourceChange": SOURCES,
    "indicators.RefreshPart": WORKINGS,
    "indicators.RefreshDifference": "What a run would change is read by those who decide on it.",
    "indicators.RefreshReject": SOURCES,
    "indicators.RawFile": "Files of sources are never given on; where they come from is said of the source.",
    "actions.Mail": MAIL,
    "actions.MailLink": MAIL,
    "actions.MailOff": MAIL,
    "actions.ReminderPlan": MAIL,
    "actions.Batch": PAPERWORK,
    "actions.BatchRow": PAPERWORK,
    "actions.PlanImport": PAPERWORK,
    "actions.LocalSource": "It says which source is whose own; the source is here.",
    "actions.PaperTemplate": "It is a Word file for those who put packs together.",
    "actions.SavedReport": "What was made of it is in reports, under its name.",
    "actions.AnnualReturn": RETURNS,
    "actions.SharedLink": SHARING,
    "actions.EmbedSite": SHARING,
    "cdp.Job": WORKINGS,
    "cdp.Heartbeat": WORKINGS,
    "cdp.AuditEvent": "Who did what is read on the page of those who may see it, and taken out there.",
    "cdp.AuditDay": "It seals a day of the record of who did what.",
    "cdp.PersonalToken": ACCOUNT,
    "cdp.ApiClient": SECRET,
    "cdp.IdempotentAnswer": WORKINGS,
    "cdp.Change": FEED,
    "cdp.WebhookEndpoint": SECRET,
    "cdp.WebhookDelivery": FEED,
}


def serializers():
    """{name of a list: its serializer}"""
    found = {}
    for name, viewset, _ in api.router.registry:
        if name not in FEEDS:
            found[name] = viewset.serializer_class()
    return found


def models_in(serializer):
    """The models whose rows it shows, and those of the rows within these."""
    serializer = serializer.child if isinstance(serializer, ListSerializer) else serializer
    found = {serializer.Meta.model._meta.label} if isinstance(serializer, ModelSerializer) else set()
    nested = (field for field in serializer.fields.values() if isinstance(field, BaseSerializer))
    return found.union(*map(models_in, nested))


def own_models():
    for app in OWN_APPS:
        for model in apps.get_app_config(app).get_models():
            yield model._meta.label


@pytest.mark.parametrize("label", sorted(own_models()))
def test_every_model_is_in_the_api_or_has_a_reason(label):
    served = set().union(*map(models_in, serializers().values())) | set(WITHIN)

    assert (label in served) != (label in HIDDEN), (
        f"{label} is neither in an answer of the API nor listed in HIDDEN with the reason, or it is both."
    )


@pytest.mark.parametrize(("endpoint", "field"), WITHIN.values(), ids=WITHIN)
def test_what_is_part_of_another_row_is_there(endpoint, field):
    assert field in serializers()[endpoint].fields


def test_no_reason_is_left_over():
    assert {*WITHIN, *HIDDEN} <= set(own_models())


@pytest.mark.parametrize("endpoint", serializers())
def test_every_list_can_be_narrowed_or_is_short(endpoint):
    viewset = next(viewset for name, viewset, _ in api.router.registry if name == endpoint)

    assert viewset.filterset_class is not None or endpoint == "outcomes"


@pytest.mark.parametrize("endpoint", serializers())
def test_every_row_has_its_uid(endpoint):
    assert "uid" in serializers()[endpoint].fields


SORTS = [
    (endpoint, name)
    for endpoint, viewset, _ in api.router.registry
    for name in (getattr(viewset, "sortable", None) or {})
    if endpoint in ROWS
]


@pytest.mark.django_db
@pytest.mark.parametrize(("endpoint", "name"), SORTS)
def test_a_list_is_put_in_the_order_that_is_asked_for(client, endpoint, name):
    client.force_login(asker())
    for _ in range(3):
        ROWS[endpoint]()

    up, down = (
        [row["uid"] for row in client.get(f"/api/v1/{endpoint}/?sort={sign}{name}").json()["results"]]
        for sign in ("", "-")
    )

    assert len(up) >= 3
    assert sorted(up) == sorted(down)


@pytest.mark.django_db
@pytest.mark.parametrize("endpoint", ROWS)
def test_each_field_can_be_asked_for_alone_and_says_the_same(client, endpoint):
    client.force_login(asker())
    ROWS[endpoint]()
    whole = client.get(f"/api/v1/{endpoint}/").json()["results"][0]

    alone = [client.get(f"/api/v1/{endpoint}/?fields={name}").json()["results"][0] for name in whole]

    assert alone == [{name: value} for name, value in whole.items()]
