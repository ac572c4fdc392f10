import pytest

from tests.factories import MeetingFactory, ProgressUpdateFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/northshire/actions/1.1/report/"
SAID = {
    "delivery_status": "at_risk",
    "confidence": "some_doubt",
    "narrative": "The first clinic has opened.",
    "next_step": "Open the second",
    "blocker": "No rooms",
}


@pytest.fixture
def reported(action, lead_officer):
    from actions.operations.progress import report_progress

    return report_progress(action=action, by=lead_officer, **SAID)


def test_a_lead_officer_reports_progress(client, action, lead_officer):
    client.force_login(lead_officer)

    response = client.post(ADDRESS, SAID)

    update = action.updates.get()
    assert response.url == "/northshire/actions/1.1/"
    assert {name: getattr(update, name) for name in SAID} == SAID
    assert update.reported_by == lead_officer


def test_the_board_sees_the_status_at_once(client, action, lead_officer):
    client.force_login(lead_officer)

    client.post(ADDRESS, SAID)

    action.refresh_from_db()
    assert (action.delivery_status, action.confidence) == ("at_risk", "some_doubt")


def test_the_action_confirms_the_report(client, action, lead_officer):
    client.force_login(lead_officer)

    response = client.post(ADDRESS, SAID, follow=True)

    assert [str(message) for message in response.context["messages"]] == ["Progress reported on action 1.1"]


def test_a_partnership_lead_reports_on_any_action(client, action, partnership_lead):
    client.force_login(partnership_lead)

    client.post(ADDRESS, SAID)

    assert action.updates.get().reported_by == partnership_lead


@pytest.mark.parametrize("person", ["other_officer", "viewer", "stranger"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_for_everybody_else_the_form_is_not_there(client, action, person, method, request):
    client.force_login(request.getfixturevalue(person))

    response = getattr(client, method)(ADDRESS, SAID)

    assert (response.status_code, action.updates.count()) == (404, 0)


def test_signed_out_it_asks_to_sign_in_and_comes_back(client, action):
    response = client.get(ADDRESS)

    assert (response.status_code, response.url) == (302, f"/sign-in/?next={ADDRESS}")


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("delivery_status", "", "Select whether the work is on track"),
        ("confidence", "", "Select how confident you are"),
        ("narrative", "", "Say what has happened so far"),
        ("narrative", "   ", "Say what has happened so far"),
        ("narrative", "x" * 601, "What happened must be 600 characters or fewer"),
        ("next_step", "x" * 201, "Next step must be 200 characters or fewer"),
        ("blocker", "x" * 201, "What is in the way must be 200 characters or fewer"),
    ],
)
def test_a_faulty_report_is_refused_in_words(client, action, lead_officer, field, value, error):
    client.force_login(lead_officer)

    response = client.post(ADDRESS, {**SAID, field: value})

    assert response.context["form"].errors == {field: [error]}
    assert action.updates.count() == 0


def test_no_update_yet_cannot_be_reported(client, action, lead_officer):
    client.force_login(lead_officer)

    response = client.post(ADDRESS, {**SAID, "delivery_status": "not_reported"})

    assert (list(response.context["form"].errors), action.updates.count()) == (["delivery_status"], 0)


def test_a_faulty_report_says_so_in_the_title_and_keeps_what_was_written(client, action, lead_officer):
    client.force_login(lead_officer)

    page = client.post(ADDRESS, {**SAID, "confidence": ""}).content.decode()

    assert page.count("<title>Error: Report progress: action 1.1") == 1
    assert page.count("The first clinic has opened.</textarea>") == 1
    assert page.count('href="#id_confidence_0"') == 1


def test_a_line_break_counts_as_one_character(client, action, lead_officer):
    client.force_login(lead_officer)

    client.post(ADDRESS, {**SAID, "narrative": "x" * 299 + "\r\n" + "y" * 300})

    assert len(action.updates.get().narrative) == 600


def test_the_form_starts_from_what_was_said_last_time(client, lead_officer, reported):
    client.force_login(lead_officer)

    form = client.get(ADDRESS).context["form"]

    assert form.initial == {"confidence": "some_doubt", "next_step": "Open the second", "blocker": "No rooms"}


def test_nothing_has_changed_takes_one_press(client, action, lead_officer, reported):
    client.force_login(lead_officer)

    response = client.post(ADDRESS, {"nothing_changed": "1"})

    again = action.updates.first()
    assert response.url == "/northshire/actions/1.1/"
    assert (again.delivery_status, again.confidence, again.next_step, again.blocker) == (
        "at_risk",
        "some_doubt",
        "Open the second",
        "No rooms",
    )
    assert again.narrative.startswith("No change since ")


def test_without_an_earlier_update_there_is_nothing_to_repeat(client, action, lead_officer):
    client.force_login(lead_officer)

    response = client.post(ADDRESS, {"nothing_changed": "1"})

    assert (response.status_code, action.updates.count()) == (200, 0)
    assert client.get(ADDRESS).content.decode().count("nothing_changed") == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_makes_the_same_queries_however_long_the_history(
    client, action, partnership, lead_officer, count, django_assert_num_queries
):
    ProgressUpdateFactory.create_batch(count, action=action)
    MeetingFactory(partnership=partnership)
    client.force_login(lead_officer)

    with django_assert_num_queries(7):
        client.get(ADDRESS)
