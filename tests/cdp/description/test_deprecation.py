"""What leaves the API says so beforehand: in its headers and in the document."""

from datetime import UTC, date, datetime

import pytest
from django.urls import include, path
from django.utils.http import parse_http_date
from drf_spectacular.generators import SchemaGenerator

from cdp.api_support import pages
from cdp.api_support.deprecation import Deprecation
from cdp.api_support.routers import Router
from partners import api as partners
from tests.factories import AgencyFactory

GOING = Deprecation(since=date(2027, 1, 4), sunset=date(2028, 1, 4), see="/api/#promises")
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class OldAgencySerializer(partners.AgencyViewSet.serializer_class):
    deprecated_fields = {"name": GOING}


class OldAgencyViewSet(partners.AgencyViewSet):
    """Agencies, by the address they had."""

    deprecated = GOING
    serializer_class = OldAgencySerializer


class OldListViewSet(partners.AgencyViewSet):
    """Agencies, whose list alone goes."""

    deprecated = {"list": GOING}


router = Router()
router.register("old-agencies", OldAgencyViewSet, basename="old-agencies")
router.register("old-lists", OldListViewSet, basename="old-lists")
router.register("agencies", partners.AgencyViewSet, basename="agencies")
router.register("partnerships", partners.PartnershipViewSet, basename="partnerships")
urlpatterns = [path("api/", pages.developer_page, name="api"), path("api/v1/", include((router.urls, "v1")))]


@pytest.fixture
def agency():
    return AgencyFactory()


def test_each_answer_says_since_when_until_when_and_what_to_use_instead(client, agency):
    response = client.get("/api/v1/old-agencies/")

    assert response.status_code == 200
    assert response["Deprecation"] == f"@{int(datetime(2027, 1, 4, tzinfo=UTC).timestamp())}"
    assert parse_http_date(response["Sunset"]) == datetime(2028, 1, 4, tzinfo=UTC).timestamp()
    assert '</api/#promises>; rel="deprecation"; type="text/html"' in response["Link"]


def test_the_links_to_other_pages_stay(client, agency):
    AgencyFactory()

    response = client.get("/api/v1/old-agencies/?page_size=1")

    assert 'rel="next"' in response["Link"]
    assert 'rel="deprecation"' in response["Link"]


def test_an_error_says_it_too(client, agency):
    response = client.get("/api/v1/old-agencies/?colour=red")

    assert (response.status_code, "Sunset" in response) == (400, True)


def test_what_stays_says_nothing(client, agency):
    response = client.get("/api/v1/agencies/")

    assert response.status_code == 200
    assert {"Deprecation", "Sunset"}.isdisjoint(response.headers)


def test_one_operation_of_several_can_go(client):
    assert "Sunset" in client.get("/api/v1/old-lists/")
    assert "Sunset" not in client.get("/api/v1/old-lists/nowhere/")


def test_the_document_says_it_of_operations_and_fields():
    document = SchemaGenerator(api_version="v1", patterns=urlpatterns).get_schema(request=None, public=True)

    said = {
        name: (operation.get("deprecated", False), operation.get("x-sunset"))
        for item in document["paths"].values()
        for operation in item.values()
        for name in [operation["operationId"]]
    }
    assert said["old_agencies_list"] == said["old_agencies_retrieve"] == said["old_lists_list"] == (True, "2028-01-04")
    assert said["old_lists_retrieve"] == said["agencies_list"] == (False, None)
    headers = document["paths"]["/api/v1/old-agencies/"]["get"]["responses"]["200"]["headers"]
    assert {"Deprecation", "Sunset", "Link"} <= set(headers)
    fields = document["components"]["schemas"]["OldAgency"]["properties"]
    assert (fields["name"]["deprecated"], fields["name"]["x-sunset"]) == (True, "2028-01-04")
    assert [name for name, field in fields.items() if "x-sunset" in field] == ["name"]


def test_nothing_goes_on_the_day_it_is_announced():
    with pytest.raises(ValueError, match="sunset"):
        Deprecation(since=date(2027, 1, 4), sunset=date(2027, 1, 4))
