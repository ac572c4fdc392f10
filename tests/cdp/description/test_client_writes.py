"""The client writes, waits and remembers as it says: against the real server, and one that answers as it is told."""

import http.server
import importlib.util
import threading

import pytest
from django.core.cache import cache

from actions.models import Evidence, ProgressUpdate
from cdp.access import personal
from cdp.client import making
from cdp.models import Scope
from tests.factories import ActionFactory

SAID = {"delivery_status": "on_track", "confidence": "confident", "narrative": "The first clinic has opened."}


@pytest.fixture(scope="module")
def made():
    spec = importlib.util.spec_from_file_location("cdp_client_that_writes", making.MADE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def client_of(made, live_server):
    def client_of(person, scope=Scope.WRITE_UPDATES, **options):
        _, token = personal.make_token(person=person, name="A", scopes=[Scope.READ, scope], days=30, by=person)
        return made.Client(live_server.url, token=token, **options)

    return client_of


@pytest.fixture
def reporter(client_of, action, lead_officer, settings, tmp_path):
    cache.clear()
    settings.MEDIA_ROOT = tmp_path
    return client_of(lead_officer)


@pytest.fixture
def decider(client_of, partnership_lead):
    return client_of(partnership_lead, Scope.DECIDE_UPDATES)


@pytest.mark.django_db(transaction=True)
def test_an_update_goes_back_and_forth_and_is_approved(reporter, decider, made):
    update = reporter.actions_updates_create("northshire:1.1", {"delivery_status": "at_risk"}, idempotency_key="one")
    assert reporter.actions_updates_create(
        "northshire:1.1", {"delivery_status": "at_risk"}, idempotency_key="one"
    ) == update  # fmt: skip
    number = update["id"]
    reporter.progress_updates_partial_update(number, SAID, if_match=reporter.etag)
    link = {"title": "Opening hours", "link": "https://example.org/clinic", "strength": "document"}
    evidence = reporter.progress_updates_evidence_create(number, link)
    wrong = reporter.progress_updates_evidence_create(number, link | {"link": "https://example.org/wrong"})
    assert reporter.evidence_destroy(wrong["id"]) is None
    file = {"title": "Numbers", "strength": "data", "file": made.File('the "first" week.csv', b"day,people\n1,12\n")}
    assert reporter.progress_updates_evidence_create(number, file)["size"] == 16
    reporter.progress_updates_retrieve(number)
    assert reporter.progress_updates_submit_create(number, if_match=reporter.etag)["state"] == "submitted"

    [waiting] = decider.progress_updates_list(partnership=["northshire"], state="submitted")
    decider.progress_updates_retrieve(waiting["id"])
    decider.progress_updates_return_create(number, {"reason": "Say how many came."}, if_match=decider.etag)
    reporter.progress_updates_retrieve(number)
    reporter.progress_updates_submit_create(number, if_match=reporter.etag)
    decider.progress_updates_retrieve(number)
    approved = decider.progress_updates_approve_create(number, if_match=decider.etag)

    assert approved["state"] == ProgressUpdate.objects.get().state == "approved"
    assert approved["evidence"][0]["id"] == evidence["id"]
    assert set(Evidence.objects.values_list("title", flat=True)) == {"Opening hours", "Numbers"}
    assert decider.actions_retrieve("northshire:1.1")["delivery_status"] == "on_track"


@pytest.mark.django_db(transaction=True)
def test_what_is_withdrawn_is_withdrawn(reporter):
    update = reporter.actions_updates_create("northshire:1.1", SAID)

    assert reporter.progress_updates_withdraw_create(update["id"], if_match=reporter.etag)["state"] == "withdrawn"


@pytest.mark.django_db(transaction=True)
def test_each_refusal_is_an_exception_of_its_own_with_the_problem(reporter, made, live_server, lead_officer):
    number = reporter.actions_updates_create("northshire:1.1", SAID)["id"]
    first = reporter.etag
    reporter.progress_updates_partial_update(number, {"blocker": "None"}, if_match=first)
    now = reporter.etag

    with pytest.raises(made.ChangedSince) as since:
        reporter.progress_updates_partial_update(number, {"blocker": "Some"}, if_match=first)
    with pytest.raises(made.VersionNeeded) as needed:
        reporter.progress_updates_partial_update(number, {"blocker": "Some"})
    with pytest.raises(made.Conflict) as conflict:
        reporter.actions_updates_create("northshire:1.1", SAID)
    with pytest.raises(made.NotTaken) as taken:
        reporter.progress_updates_partial_update(number, {"confidence": "much"}, if_match=now)
    with pytest.raises(made.NotAllowed):
        reporter.progress_updates_approve_create(number, if_match=now)
    with pytest.raises(made.NotThere):
        reporter.actions_retrieve("northshire:none")
    with pytest.raises(made.NotKnown):
        made.Client(live_server.url, token="cdp_wrong").index()

    assert (since.value.status, since.value.etag) == (412, now)
    assert (needed.value.status, needed.value.document["status"]) == (428, 428)
    assert conflict.value.document["conflicts_with"].endswith(f"/progress-updates/{number}/")
    assert taken.value.errors[0]["pointer"] == "/confidence"
    assert "/confidence: " in str(taken.value)


@pytest.mark.django_db(transaction=True)
def test_pages_are_asked_for_as_they_are_read(reporter, partnership, live_server):
    ActionFactory.create_batch(4, partnership=partnership)
    asked = []
    answered = reporter._answered
    reporter._answered = lambda request: asked.append(request.full_url) or answered(request)

    rows = reporter.actions_list(page_size=2)
    assert asked == []
    assert next(rows)["ref"]
    assert len(asked) == 1
    assert len(list(rows)) == 4
    assert len(asked) == 3


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_still_stands_is_not_sent_again(client_of, action, lead_officer):
    remembers = client_of(lead_officer, remember=1)
    first = remembers.actions_retrieve("northshire:1.1")
    statuses = []
    opened = remembers._opener.open
    remembers._opener.open = lambda *args, **options: _noting(statuses, opened, *args, **options)

    assert remembers.actions_retrieve("northshire:1.1") == first
    action.title = "Another"
    action.version += 1
    action.save()
    assert remembers.actions_retrieve("northshire:1.1")["title"] == "Another"

    assert statuses == [304, 200]
    remembers.index()
    assert len(remembers._kept) == 1


def _noting(statuses, opened, *args, **options):
    try:
        answer = opened(*args, **options)
    except Exception as fault:
        statuses.append(fault.code)
        raise
    statuses.append(answer.status)
    return answer


@pytest.fixture
def answering(made, monkeypatch):
    """A client of a server that gives these answers, what it was asked, and how long the client waited."""
    waits = []
    monkeypatch.setattr(made.time, "sleep", waits.append)
    servers = []

    def answering(*answers, **options):
        asked, left = [], list(answers)

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                asked.append(self.command)
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers = left.pop(0)
                body = b'{"title": "Told to", "detail": "As it was told to."}'
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        Handler.do_GET = Handler.do_POST = Handler.do_PATCH = Handler.answer
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return made.Client(f"http://127.0.0.1:{server.server_port}", **options), asked, waits

    yield answering
    for server in servers:
        server.shutdown()
        server.server_close()


def test_it_waits_as_long_as_it_is_told_to_and_asks_again(answering):
    client, asked, waits = answering((429, {"Retry-After": "7"}), (503, {"Retry-After": "0"}), (200, {}))

    assert client.index() == {"title": "Told to", "detail": "As it was told to."}
    assert (asked, waits) == (["GET", "GET", "GET"], [7, 0])


def test_after_the_last_attempt_it_says_so(answering, made):
    client, asked, waits = answering(*3 * [(429, {"Retry-After": "1"})], retries=2)

    with pytest.raises(made.TooMany) as refused:
        client.index()

    assert (refused.value.retry_after, len(asked), waits) == ("1", 3, [1, 1])


def test_it_never_waits_for_hours(answering, made):
    client, asked, waits = answering((429, {"Retry-After": "3600"}))

    with pytest.raises(made.TooMany):
        client.index()

    assert (len(asked), waits) == (1, [])


def test_where_nothing_is_said_of_how_long_it_waits_longer_each_time(answering):
    client, _, waits = answering((503, {}), (503, {"Retry-After": "Mon, 23 Nov 2026 00:00:00 GMT"}), (200, {}))

    client.index()

    assert waits == [1, 2]


@pytest.mark.parametrize(("options", "attempts"), [({}, 1), ({"idempotency_key": "one"}, 2), ({"if_match": '"1"'}, 2)])
def test_what_writes_is_sent_again_after_503_only_where_it_then_counts_once(answering, made, options, attempts):
    client, asked, _ = answering((503, {"Retry-After": "0"}), (200, {}))
    send = client.progress_updates_submit_create

    if attempts == 1:
        with pytest.raises(made.Refused, match="503 As it was told to"):
            send(1, **options)
    else:
        send(1, **options)

    assert len(asked) == attempts


def test_a_token_is_not_carried_to_another_address(answering, made):
    client, asked, _ = answering((302, {"Location": "https://example.org/"}), token="cdp_secret")

    with pytest.raises(made.Refused, match="302"):
        client.index()

    assert len(asked) == 1
