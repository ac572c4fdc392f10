"""The form in which progress is reported."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from actions.models import Evidence
from actions.operations import updates
from tests.actions.updates.story import SAID, again, approved, returned, submitted
from tests.factories import MeasureFactory, MeetingFactory, MilestoneFactory, ProgressUpdateFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/northshire/actions/1.1/report/"
SUBMIT = {**SAID, "version": "0", "submit": "1"}
SAVE = {**SAID, "version": "0", "save": "1"}


@pytest.fixture
def officer(client, lead_officer):
    client.force_login(lead_officer)
    return client


def page_of(response):
    return BeautifulSoup(response.content, "html.parser")


def test_a_lead_officer_sends_an_update_for_approval(officer, action, lead_officer):
    response = officer.post(ADDRESS, SUBMIT)

    update = action.updates.get()
    assert response.url == f"/northshire/actions/1.1/updates/{update.pk}/"
    assert {name: getattr(update, name) for name in SAID} == SAID
    assert (update.state, update.reported_by) == ("submitted", lead_officer)


def test_the_board_sees_nothing_of_it_yet(officer, action):
    officer.post(ADDRESS, SUBMIT)

    action.refresh_from_db()
    assert action.delivery_status == "not_reported"


def test_a_partnership_lead_reports_on_any_action(client, action, partnership_lead):
    client.force_login(partnership_lead)

    client.post(ADDRESS, SUBMIT)

    assert action.updates.get().reported_by == partnership_lead


@pytest.mark.parametrize("person", ["other_officer", "viewer", "stranger", "data_lead"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_for_everybody_else_the_form_is_not_there(client, action, person, method, request):
    client.force_login(request.getfixturevalue(person))

    response = getattr(client, method)(ADDRESS, SUBMIT)

    assert (response.status_code, action.updates.count()) == (404, 0)


def test_a_role_taken_away_while_the_form_is_open_closes_it(officer, action, lead_officer):
    officer.get(ADDRESS)
    lead_officer.memberships.all().delete()

    assert (officer.post(ADDRESS, SUBMIT).status_code, action.updates.count()) == (404, 0)


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
def test_a_faulty_report_is_refused_in_words(officer, action, field, value, error):
    response = officer.post(ADDRESS, {**SUBMIT, field: value})

    assert response.context["form"].errors == {field: [error]}
    assert action.updates.get().state == "draft"


def test_a_faulty_report_says_so_in_the_title_and_keeps_what_was_written(officer, action):
    page = officer.post(ADDRESS, {**SUBMIT, "confidence": ""}).content.decode()

    assert page.count("<title>Error: Report progress: action 1.1") == 1
    assert page.count("The first clinic has opened.</textarea>") == 1
    assert page.count('href="#id_confidence_0"') == 1


def test_a_faulty_report_can_be_mended_and_sent(officer, action):
    page = page_of(officer.post(ADDRESS, {**SUBMIT, "confidence": ""}))
    version = page.find("input", {"name": "version"})["value"]

    officer.post(ADDRESS, {**SUBMIT, "version": version})

    assert action.updates.get().state == "submitted"


def test_ten_thousand_characters_are_kept_as_a_draft_and_not_sent(officer, action):
    response = officer.post(ADDRESS, {**SAVE, "narrative": "x" * 10_000})
    assert (response.status_code, len(action.updates.get().narrative)) == (302, 10_000)

    page = page_of(officer.get(ADDRESS))
    version = page.find("input", {"name": "version"})["value"]
    response = officer.post(ADDRESS, {**SUBMIT, "version": version, "narrative": "x" * 10_000})

    assert response.context["form"].errors == {"narrative": ["What happened must be 600 characters or fewer"]}
    assert action.updates.get().state == "draft"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("🎉 opened", "🎉 opened"),
        ("a\x00b", "a\ufffdb"),
        ("x" * 299 + "\r\n" + "y" * 300, "x" * 299 + "\n" + "y" * 300),
    ],
)
def test_odd_texts_are_sent(officer, action, given, kept):
    officer.post(ADDRESS, {**SUBMIT, "narrative": given})

    assert (action.updates.get().state, action.updates.get().narrative) == ("submitted", kept)


def test_a_half_of_a_pair_of_code_units_is_kept_as_a_mark(officer, action):
    officer.generic(
        "POST", ADDRESS, b"version=0&save=1&narrative=a%ED%A0%80b", content_type="application/x-www-form-urlencoded"
    )

    assert action.updates.get().narrative.replace("\ufffd", "") == "ab"


def test_a_draft_may_be_half_said(officer, action):
    officer.post(ADDRESS, {"version": "0", "save": "1", "narrative": "So far"})

    update = action.updates.get()
    assert (update.state, update.narrative, update.delivery_status) == ("draft", "So far", "")


def test_the_form_begins_with_what_was_approved(officer, action, lead_officer, partnership_lead):
    approved(action, lead_officer, partnership_lead)

    form = officer.get(ADDRESS).context["form"]

    carried = {name: SAID[name] for name in ("delivery_status", "confidence", "next_step", "blocker")}
    assert form.initial == {"version": 0, **carried}
    assert action.updates.count() == 1


def test_the_form_goes_on_with_the_draft(officer, action, lead_officer):
    updates.save_on(action=action, version=0, by=lead_officer, **SAID)

    form = officer.get(ADDRESS).context["form"]

    assert form.initial == {"version": 2, **SAID}


def test_what_was_sent_back_says_why(officer, action, lead_officer, partnership_lead):
    returned(action, lead_officer, partnership_lead, reason="Which clinic?")

    page = page_of(officer.get(ADDRESS))

    assert page.select_one(".cdp-alert h2").get_text().startswith("Lee Lead sent it back on")
    assert page.select_one(".cdp-alert p").get_text() == "Which clinic?"


def test_what_waits_for_approval_is_shown_and_not_written_again(officer, action, lead_officer):
    update = submitted(action, lead_officer)

    assert officer.get(ADDRESS).url == f"/northshire/actions/1.1/updates/{update.pk}/"


def test_nothing_has_changed_takes_one_press(officer, action, lead_officer, partnership_lead):
    approved(action, lead_officer, partnership_lead)
    assert officer.get(ADDRESS).content.decode().count('name="nothing_changed"') == 1

    officer.post(ADDRESS, {"nothing_changed": "1"})

    update = action.updates.open().get()
    assert (update.state, update.is_no_change, update.delivery_status) == ("submitted", True, "at_risk")
    assert update.narrative.startswith("No change since ")


def test_without_an_approved_update_there_is_nothing_to_repeat(officer, action):
    assert officer.get(ADDRESS).content.decode().count("nothing_changed") == 0

    response = officer.post(ADDRESS, {"nothing_changed": "1"}, follow=True)

    assert action.updates.count() == 0
    assert [str(one) for one in response.context["messages"]] == [
        "Nothing has been approved yet that could still hold. Say how the work goes."
    ]


def test_a_milestone_is_said_to_be_met_and_shown_again(officer, action):
    milestone = MilestoneFactory(action=action)
    name = f"milestone-{milestone.pk}"
    day = {f"{name}-on-day": "31", f"{name}-on-month": "10", f"{name}-on-year": "2026"}

    officer.post(ADDRESS, {**SAVE, name: "met", **day})

    assert action.updates.get().milestones.get().met_on == datetime.date(2026, 10, 31)
    assert officer.get(ADDRESS).context["form"].initial[name] == "met"


@pytest.mark.parametrize(
    ("said", "field", "error"),
    [
        ({"": "met"}, "-on", "Enter the day for “Open”"),
        (
            {"": "moved", "-on-day": "31", "-on-month": "1", "-on-year": "2027"},
            "-reason",
            "Say why “Open” is moved",
        ),
        ({"": "met", "-on-day": "31", "-on-month": "2", "-on-year": "2027"}, "-on",
         "Enter a real date, such as 31 3 2027"),
    ],
)  # fmt: skip
def test_half_a_milestone_is_refused_in_words_and_the_words_are_kept(officer, action, said, field, error):
    milestone = MilestoneFactory(action=action, title="Open")
    name = f"milestone-{milestone.pk}"

    response = officer.post(ADDRESS, {**SUBMIT, **{f"{name}{part}": value for part, value in said.items()}})

    assert response.context["form"].errors == {f"{name}{field}": [error]}
    assert (action.updates.get().state, action.updates.get().narrative) == ("draft", SAID["narrative"])


def test_a_figure_goes_along(officer, action):
    measure = MeasureFactory(action=action)
    name = f"figure-{measure.pk}"

    officer.post(ADDRESS, {**SUBMIT, f"{name}-period": "2025/26", f"{name}-value": "46.3"})

    figure = action.updates.get().figures.get()
    assert (figure.period, float(figure.value)) == ("2025/26", 46.3)


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"period": "2025/26"}, "value"),
        ({"value": "4"}, "period"),
        ({"period": "soon", "value": "4"}, "value"),
        ({"period": "2025/26", "value": "many"}, "value"),
    ],
)
def test_a_faulty_figure_is_refused(officer, action, parts, field):
    measure = MeasureFactory(action=action)
    said = {f"figure-{measure.pk}-{part}": value for part, value in parts.items()}

    response = officer.post(ADDRESS, {**SUBMIT, **said})

    assert list(response.context["form"].errors) == [f"figure-{measure.pk}-{field}"]
    assert action.updates.waiting().count() == 0


def test_files_and_a_link_go_along(officer, action, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    files = [SimpleUploadedFile("minutes.pdf", b"%PDF-1.7 minutes"), SimpleUploadedFile("count.csv", b"a,b\n1,2\n")]

    officer.post(
        ADDRESS,
        {**SAVE, "evidence_files": files, "evidence_link": "https://example.org/a", "evidence_strength": "data"},
    )

    evidence = list(action.updates.get().evidence.values_list("title", "strength"))
    assert evidence == [("minutes.pdf", "data"), ("count.csv", "data"), ("https://example.org/a", "data")]


def test_a_file_that_is_refused_takes_nothing_else_with_it(officer, action, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    files = [SimpleUploadedFile("page.svg", b"<svg>"), SimpleUploadedFile("minutes.pdf", b"%PDF-1.7 minutes")]

    response = officer.post(ADDRESS, {**SUBMIT, "evidence_files": files})

    (error,) = response.context["form"].errors["evidence_files"]
    assert error.startswith("“page.svg” is not a kind of file that can be taken")
    assert (action.updates.get().state, action.updates.get().evidence.get().title) == ("draft", "minutes.pdf")


def test_evidence_is_removed(officer, action, lead_officer):
    update = updates.start(action=action, by=lead_officer)
    evidence = updates.add_evidence(update=update, by=lead_officer, strength="data", link="https://example.org/")

    officer.post(ADDRESS, {"remove_evidence": str(evidence.pk)})

    assert Evidence.objects.count() == 0


def test_evidence_of_another_action_is_not_removed_here(officer, action, partnership_lead):
    other = ProgressUpdateFactory(is_draft=True)
    evidence = other.evidence.create(
        title="x", strength="data", link="https://example.org/", added_at=timezone.now(), added_by=partnership_lead
    )

    assert officer.post(ADDRESS, {"remove_evidence": str(evidence.pk)}).status_code == 404
    assert Evidence.objects.count() == 1


# While somebody else edits


@pytest.fixture
def meanwhile(action, partnership_lead):
    """Saved by the partnership lead after the officer has opened the form."""
    return updates.save_on(
        action=action, version=0, by=partnership_lead, narrative="By the lead", delivery_status="late"
    )


def test_both_versions_stand_side_by_side_and_nothing_is_written(officer, action, meanwhile):
    response = officer.post(ADDRESS, SAVE)

    page = page_of(response)
    shown = {legend.get_text(): [label.get_text("|", strip=True) for label in legend.parent.select("label")]
             for legend in page.select("main legend")}  # fmt: skip
    assert response.status_code == 409
    assert shown["What happened"] == ["Yours|The first clinic has opened.", "Lee Lead’s|By the lead"]
    assert shown["Is the work on track?"] == ["Yours|At risk", "Lee Lead’s|Late"]
    assert again(meanwhile).narrative == "By the lead"


def test_each_answer_is_chosen(officer, action, meanwhile):
    page = page_of(officer.post(ADDRESS, SAVE))
    form = page.select_one("main form")
    boxes = {box["name"]: box.get("value", "") for box in form.select("input[type=hidden]")}

    officer.post(ADDRESS, {**boxes, "choice-narrative": "theirs", "choice-delivery_status": "mine", "save": "1"})

    update = again(meanwhile)
    assert (update.narrative, update.delivery_status, update.next_step) == ("By the lead", "at_risk", SAID["next_step"])


def test_who_chooses_while_a_third_saves_is_asked_again(officer, action, meanwhile, partnership_lead):
    page = page_of(officer.post(ADDRESS, SAVE))
    boxes = {box["name"]: box.get("value", "") for box in page.select("main form input[type=hidden]")}
    updates.save(update=meanwhile, version=meanwhile.version, by=partnership_lead, narrative="Once more")

    response = officer.post(ADDRESS, {**boxes, "choice-narrative": "mine", "save": "1"})

    assert (response.status_code, again(meanwhile).narrative) == (409, "Once more")


def test_what_was_approved_meanwhile_stays_and_ones_words_begin_a_new_one(
    officer, action, lead_officer, partnership_lead
):
    update = submitted(action, lead_officer, narrative="Sent")
    update = updates.approve(update=update, version=update.version, by=partnership_lead)

    response = officer.post(ADDRESS, {**SAVE, "version": str(update.version - 2)})
    boxes = {box["name"]: box.get("value", "") for box in page_of(response).select("main form input[type=hidden]")}
    officer.post(ADDRESS, {**boxes, "save": "1"})

    assert response.status_code == 409
    assert again(update).narrative == "Sent"
    assert action.updates.open().get().narrative == SAID["narrative"]


# Saved by itself

JSON = {"headers": {"accept": "application/json"}}


def test_it_is_saved_while_one_types(officer, action):
    answer = officer.post(ADDRESS, {"version": "0", "narrative": "So f"}, **JSON)

    update = action.updates.get()
    at = f"{timezone.localtime(update.saved_at):%H:%M}"
    assert answer.json() == {"version": 2, "saved_at": at, "problems": {}}
    assert update.narrative == "So f"


def test_saving_by_itself_never_sends(officer, action):
    officer.post(ADDRESS, SUBMIT, **JSON)

    assert action.updates.get().state == "draft"


def test_what_is_half_said_does_not_stop_the_rest_from_being_saved(officer, action):
    milestone = MilestoneFactory(action=action, title="Open")

    answer = officer.post(ADDRESS, {**SAVE, f"milestone-{milestone.pk}": "met"}, **JSON).json()

    assert answer["problems"] == {f"milestone-{milestone.pk}-on": ["Enter the day for “Open”"]}
    assert action.updates.get().narrative == SAID["narrative"]


def test_saving_by_itself_overwrites_nobody(officer, action, meanwhile):
    answer = officer.post(ADDRESS, SAVE, **JSON)

    assert (answer.status_code, answer.json()["stale"]) == (409, True)
    assert again(meanwhile).narrative == "By the lead"


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_makes_the_same_queries_however_long_the_history(
    officer, action, partnership, lead_officer, count, django_assert_max_num_queries
):
    ProgressUpdateFactory.create_batch(count, action=action)
    MilestoneFactory.create_batch(count, action=action)
    MeasureFactory.create_batch(count, action=action)
    MeetingFactory(partnership=partnership)
    update = updates.start(action=action, by=lead_officer)
    for place in range(count):
        updates.add_evidence(update=update, by=lead_officer, strength="data", link=f"https://example.org/{place}")

    with django_assert_max_num_queries(18):
        officer.get(ADDRESS)
