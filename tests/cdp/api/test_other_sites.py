"""Which pages of other sites may read the API, and never with somebody's cookies."""

import pytest

pytestmark = pytest.mark.django_db

LIST = "/api/v1/outcomes/"
OURS, OTHER = "https://dashboard.example.org", "https://evil.example"
ORIGIN, CREDENTIALS = "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"


@pytest.fixture(autouse=True)
def _listed(settings):
    settings.API_ALLOWED_ORIGINS = [OURS]


def ask(client, origin, method, headers=""):
    asked = {"origin": origin, "access-control-request-method": method, "access-control-request-headers": headers}
    return client.options(LIST, headers=asked)


@pytest.mark.parametrize("origin", [OURS, OTHER, "null"])
@pytest.mark.parametrize("address", [LIST, "/api/v1/outcomes.csv", "/api/v1/nowhere/", f"{LIST}?colour=red"])
def test_any_page_may_read_what_everybody_may_read(client, origin, address):
    response = client.get(address, headers={"origin": origin})

    assert response[ORIGIN] == "*"
    assert CREDENTIALS not in response
    assert "ETag" in response["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    ("origin", "method", "headers", "allowed"),
    [
        (OTHER, "GET", "", "*"),
        (OTHER, "GET", "If-None-Match", "*"),
        (OTHER, "GET", "Authorization", None),
        (OTHER, "POST", "Content-Type", None),
        (OURS, "GET", "Authorization", OURS),
        (OURS, "POST", "Authorization, Content-Type, Idempotency-Key", OURS),
        ("https://dashboard.example.org.evil.example", "POST", "", None),
    ],
)
def test_a_browser_that_asks_first_is_told_what_the_site_may_do(client, origin, method, headers, allowed):
    response = ask(client, origin, method, headers)

    assert (response.status_code, response.get(ORIGIN)) == (204, allowed)
    assert CREDENTIALS not in response
    assert (method in response.get("Access-Control-Allow-Methods", "")) == (allowed is not None)
    assert "Origin" in response["Vary"]


def test_what_another_site_wrote_it_may_not_read(client):
    assert ORIGIN not in client.post(LIST, headers={"origin": OTHER})
    assert client.post(LIST, headers={"origin": OURS})[ORIGIN] == OURS


def test_pages_for_people_are_read_by_none(client):
    assert ORIGIN not in client.get("/about/", headers={"origin": OURS})
