"""Every page and every list of the API, asked for by everybody, at home and abroad, as the table in matrix.py says."""

import logging
import re
from functools import cache
from itertools import product

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver

from cdp import api
from partners.roles import Role
from tests.partners import matrix_world
from tests.partners.matrix import API, API_PAGES, API_WRITES, EVERYBODY, NOBODY, PAGES, PUBLISHED
from tests.partners.matrix_world import (
    OWN_PUBLISHED,
    SIGNED_OUT,
    VISITORS,
    is_seen_by,
    reaches,
)
from tests.signing_in import prove

pytestmark = pytest.mark.django_db

# Sent by whoever is led on to the next page, is told that something is wrong with what they sent, or comes too late.
ANSWERS = {200, 302, 400, 409, 410, 422, 429}
# What a request leaves behind of itself, whoever sends it.
OF_THE_SESSION = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(?:django_session|usersessions_usersession)"')
SIGN_IN = "sign in"
# Who takes something out is told of, and how often a shared link is opened.
TOLD = ('INSERT INTO "cdp_auditevent"', 'UPDATE "actions_sharedlink"')
WRITES = re.compile(r"^(?:INSERT|UPDATE|DELETE)\b")
NO_ROW = """{what} has no row in tests/partners/matrix.py. Add one to {table} that says who may reach it, such as
    {example}
The words that a row can use are told at the top of that file."""


@cache
def routes():
    """{name: (address, names of what stands in it)} of every page that is not of the admin or the API."""
    return dict(_named())


def _named():

    def walk(patterns, prefix):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                if not route.startswith(("admin/", "api/v1/")):
                    yield from walk(pattern.url_patterns, route)
            else:
                yield pattern.name or route, (route, re.findall(r"<(?:\w+:)?(\w+)>", route))

    return list(walk(get_resolver().url_patterns, ""))


def api_names():
    """The names of everything below /api/v1/, without what tells a list from its file, its rows and their content."""
    return {re.sub(r"-(?:list|detail|file|content)$", "", pattern.name or str(pattern.pattern)) for pattern in api.v1}


def rows_of(name):
    found = PAGES[name]
    return found if isinstance(found, tuple) else (found,)


def cases():
    """Each row once; without a row the test below says what is wanted."""
    return [(name, place) for name in PAGES if name in routes() for place in range(len(rows_of(name)))]


def example(name):
    others = [each for each in routes()[name][1] if each != "partnership"]
    where = ", where={" + ", ".join(f'"{each}": "…"' for each in others) + "}" if others else ""
    return f'"{name}": Row(Permission.…{where}),'


# A row for everything ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(routes()))
def test_every_page_has_its_row(name):
    what = f"The page “{name}” (/{routes()[name][0]})"
    if name not in PAGES:
        pytest.fail(NO_ROW.format(what=what, table="PAGES", example=example(name)), pytrace=False)

    for row in rows_of(name):
        missing = set(routes()[name][1]) - {"partnership"} - set(row.where)
        if missing:
            parts = ", ".join(sorted(missing))
            pytest.fail(f"The row of “{name}” does not say in `where` what stands for {parts}.", pytrace=False)


def test_every_page_has_a_name_of_its_own():
    """Of two with one name only the last would be walked."""
    names = [name for name, _ in _named()]

    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("name", sorted(api_names()))
def test_everything_of_the_api_has_its_row(name):
    what, wanted = f"The list “{name}” of the API", f'"{name}": Listed("….pk"),'
    if name not in API and name not in API_PAGES and name not in API_WRITES:
        pytest.fail(NO_ROW.format(what=what, table="API", example=wanted), pytrace=False)


@pytest.mark.parametrize("name", sorted({*PAGES, *API, *API_WRITES}))
def test_no_row_is_left_over(name):
    assert name in {*routes(), *api_names()}, f"There is no page “{name}” any more: take its row out of matrix.py."


@pytest.fixture(autouse=True)
def _quiet(caplog):
    """A refusal is no news here, and thousands of them would bury the one line that matters."""
    caplog.set_level(logging.CRITICAL)


# Everybody tries everything ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """The same for all tests of this file: each request is undone."""
    settings = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), settings, transaction.atomic():
        world = matrix_world.build()
        world.sessions = {}
        for visitor, person in world.people.items():
            client = Client()
            # They have just shown who they are, so that a step-up does not stand before what is tried here.
            prove(client, person)
            world.sessions[visitor] = client.cookies["sessionid"].value
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def _no_page_is_drawn(monkeypatch):
    """Who is answered is decided before a template is read, and drawing thousands of pages takes minutes."""
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *args, **options: "")


@pytest.mark.usefixtures("_no_page_is_drawn")
@pytest.mark.parametrize(("name", "number"), cases())
def test_a_page_answers_those_whom_its_row_names(world, name, number):
    row = rows_of(name)[number]
    wrong = []
    for place in _places(world, name, row):
        for visitor in VISITORS:
            for method in _methods(visitor, row):
                told = _try(world, name, visitor, method, row, place)
                if told:
                    wrong.append(f"{method} {address_of(name, row, place)} by {visitor.name}: {told}")

    if wrong:
        pytest.fail(
            "\n".join([f"“{name}” does not answer as its row in tests/partners/matrix.py says:", *wrong]), pytrace=False
        )


def _methods(visitor, row):
    """What anybody may send without being known is tried by one who is not known."""
    return ("GET",) if row.who_posts == EVERYBODY and visitor is not SIGNED_OUT else ("GET", "POST")


def _places(world, name, row):
    is_shared = row.is_shared or not routes()[name][1]
    return [world.places[OWN_PUBLISHED]] if is_shared else world.places.values()


def address_of(name, row, place):
    values = {"partnership": place.slug} | {part: str(place.at(path)) for part, path in row.where.items()}
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: values[match[1]], routes()[name][0])


def _try(world, name, visitor, method, row, place):
    """What was not as it should be; empty where all was."""
    is_shared = row.is_shared or not routes()[name][1]
    address, who = address_of(name, row, place), row.get if method == "GET" else row.who_posts
    may = reaches(visitor, who, place, is_shared=is_shared)
    response, written = ask(world, visitor, method, address, row.sends)
    if not may:
        wanted = refusals(visitor, name, who, place, is_shared)
        if answer_of(response, address) not in wanted:
            return f"{answer_of(response, address)} instead of {' or '.join(map(str, wanted))}"
        return f"refused, yet it has written: {written[0]}" if written else ""
    if answer_of(response, address) not in ANSWERS:
        return f"{answer_of(response, address)} instead of an answer"
    if method == "GET" and (changed := [sql for sql in written if not sql.startswith(TOLD)]):
        return f"looking has written: {changed[0]}"
    return ""


def refusals(visitor, name, who, place, is_shared):
    """What somebody may be told who may not: to sign in, that it is not there, or that it is not asked in this way."""
    if who is None and (is_shared or is_seen_by(visitor, place)):
        no_method = [405]
    else:
        # Asked about the method first, a page says so at every address, also where nothing is.
        no_method = [405, 404] if who is None else []
    if visitor is not SIGNED_OUT:
        return no_method or [404]
    # A page that visitors find may send away those who try to change something on it, either way.
    return [SIGN_IN, 404, *no_method] if is_public(name) else [SIGN_IN]


def is_public(name):
    return any(who in (EVERYBODY, PUBLISHED, NOBODY) for row in rows_of(name) for who in (row.get, row.who_posts))


def answer_of(response, address):
    if response.status_code == 302 and response.url == f"/sign-in/?next={address}":
        return SIGN_IN
    return response.status_code


def ask(world, visitor, method, address, sends=(), **options):
    """The answer, and what was written on the way; the world is as it was afterwards."""
    client = Client(raise_request_exception=False, **options)
    if visitor is not SIGNED_OUT:
        client.cookies["sessionid"] = world.sessions[visitor]
    written = []

    def listen(execute, sql, params, many, context):
        # Not by the log of queries, which has the database write out each value of each of thousands.
        if WRITES.match(sql) and not OF_THE_SESSION.match(sql):
            written.append(sql)
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(listen):
        response = client.get(address) if method == "GET" else client.post(address, dict(sends))
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return response, written


# Programs of mail readers send the first; what it does is told by the signature in its address. The others are sent by
# programs with a secret of their own and know no session.
WITHOUT_OUR_TOKEN = {"mail-off", "oauth-token", "oauth-revoke"}


@pytest.mark.usefixtures("_no_page_is_drawn")
@pytest.mark.parametrize("name", [name for name in PAGES if name in routes()])
def test_a_form_of_another_site_is_refused(world, name):
    """Also for whoever may do everything here."""
    lead = next(one for one in VISITORS if one.role == Role.PARTNERSHIP_LEAD)
    home = world.places[OWN_PUBLISHED]
    for row in rows_of(name):
        response, written = ask(world, lead, "POST", address_of(name, row, home), row.sends, enforce_csrf_checks=True)
        assert (response.status_code == 403) is (name not in WITHOUT_OUR_TOKEN), response.status_code
        assert written == [] or name in WITHOUT_OUR_TOKEN


# The API -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in API if name in api_names()])
def test_a_list_of_the_api_holds_what_somebody_sees(world, name):
    wrong = []
    for visitor in VISITORS:
        held, _ = ask(world, visitor, "GET", f"/api/v1/{name}/?page_size=100")
        in_file, _ = ask(world, visitor, "GET", f"/api/v1/{name}.json?page_size=100")
        for place, listed in product(world.places.values(), listed_of(name)):
            key = str(place.at(listed.key))
            sees = reaches(visitor, listed.who, place, is_shared=listed.is_shared)
            detail, _ = ask(world, visitor, "GET", f"/api/v1/{name}/{key}/")
            found = {
                "list": key in keys_of(held),
                "file": key in keys_of(in_file),
                "row": {200: True, 404: False}.get(detail.status_code, detail.status_code),
            }
            wrong += [
                f"{where} of {place.slug} by {visitor.name}: {got}" for where, got in found.items() if got != sees
            ]

    assert not wrong, "\n".join(wrong)


def listed_of(name):
    return API[name] if isinstance(API[name], tuple) else (API[name],)


def keys_of(response):
    assert response.status_code == 200, response.content
    rows = response.json()["results"]
    return {str(row.get("id") or row.get("slug") or row.get("code") or row["series"]) for row in rows}


@pytest.mark.parametrize("name", [name for name in API if name in api_names()])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_else_of_the_api_is_written(world, name, method):
    written = API_WRITES[name].address if name in API_WRITES and API_WRITES[name].method == method else ""
    for visitor in (SIGNED_OUT, *(one for one in VISITORS if one.role == "partnership_lead")):
        key = world.places[OWN_PUBLISHED].at(listed_of(name)[0].key)
        ends = {f"{name}/": "/", f"{name}/{{}}/": f"/{key}/"}
        for end in (end for address, end in ends.items() if address != written):
            client = Client()
            if visitor is not SIGNED_OUT:
                client.cookies["sessionid"] = world.sessions[visitor]
            assert getattr(client, method)(f"/api/v1/{name}{end}").status_code == 405


@pytest.mark.parametrize("name", [name for name in API_WRITES if name in api_names()])
def test_what_programs_may_do_is_done_for_those_who_may(world, name):
    row, wrong = API_WRITES[name], []
    for visitor, place in product((SIGNED_OUT, *VISITORS), world.places.values()):
        client = Client(raise_request_exception=False, headers={"If-Match": "*"})
        if visitor is not SIGNED_OUT:
            client.cookies["sessionid"] = world.sessions[visitor]
        with transaction.atomic():
            address = f"/api/v1/{row.address.format(place.at(row.key))}"
            sends = row.sends(place) if callable(row.sends) else row.sends
            kind = {} if row.as_form else {"content_type": "application/json"}
            status = getattr(client, row.method)(address, sends, **kind).status_code
            transaction.set_rollback(True)
        may = visitor is not SIGNED_OUT and reaches(visitor, row.who, place, is_shared=False)
        sees = reaches(visitor, row.seen_by, place, is_shared=False)
        refused = 401 if visitor is SIGNED_OUT else 403 if sees else 404
        if status not in ({200, 201, 204, 409, 422} if may else {refused}):
            wrong.append(f"{place.slug} by {visitor.name}: {status}")

    assert not wrong, "\n".join(wrong)


API_ADDRESSES = {
    "index": "",
    "data-package": "datapackage.json",
    "file-metadata": "actions.csv-metadata.json",
    "client-in-python": "client.py",
    "not-found": "nothing/",
}


@pytest.mark.parametrize("name", [name for name in API_PAGES if name in api_names()])
def test_a_page_of_the_api_answers_everybody(world, name):
    address = API_ADDRESSES.get(name, f"{name}/")
    for visitor in (SIGNED_OUT, next(one for one in VISITORS if one.role == Role.PARTNERSHIP_LEAD)):
        assert ask(world, visitor, "GET", f"/api/v1/{address}")[0].status_code == API_PAGES[name]
        assert ask(world, visitor, "POST", f"/api/v1/{address}")[0].status_code in {404, 405}


# The admin -----------------------------------------------------------------------------------------------------------


def admin_routes():
    found = next(
        each for each in get_resolver().url_patterns if str(each.pattern) == "admin/" and hasattr(each, "namespace")
    )
    for pattern in found.url_patterns:
        route = str(pattern.pattern)
        inner = pattern.url_patterns if isinstance(pattern, URLResolver) else None
        yield from ([route + str(each.pattern) for each in inner] if inner else [route])


@pytest.mark.usefixtures("_no_page_is_drawn")
@pytest.mark.parametrize("visitor", [one for one in VISITORS if one.name != "staff"], ids=lambda one: one.name)
def test_the_admin_is_for_staff_alone(world, visitor):
    """Signing in and out of it are pages of ours and have their rows."""
    for route in admin_routes():
        if re.search(r"[\^(?]", route) or route in ("login/", "logout/"):
            continue
        address = "/admin/" + re.sub(r"<[^>]+>", "1", route)
        for method in ("GET", "POST"):
            response, written = ask(world, visitor, method, address)
            assert response.status_code in {302, 403, 404, 405}, (method, address)
            assert written == [], (method, address)
