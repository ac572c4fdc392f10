"""Milestones and measures that are archived with a reason and brought back; and what was said of them."""

import datetime

import pytest
from bs4 import BeautifulSoup

from actions.models import Milestone
from actions.operations import plan, updates
from cdp.models import AuditEvent
from partners.roles import GRANTS, Permission
from tests.actions.plan.test_pages import errors_of, filled, post
from tests.actions.updates.story import SAID, submitted
from tests.factories import (
    FootprintFactory,
    IndicatorFactory,
    MeasureFactory,
    MembershipFactory,
    MilestoneFactory,
    PersonFactory,
    SeriesFactory,
)

pytestmark = pytest.mark.django_db

PAGES = "/northshire/plan/"
ADDRESS = "/northshire/actions/1.1/report/"
SPRING = datetime.date(2027, 3, 30)
NOW = datetime.datetime(2026, 11, 2, 9, 30, tzinfo=datetime.UTC)
MAY_NOT = [role for role, granted in GRANTS.items() if Permission.EDIT_PLAN not in granted]
OWNERS = {"action": "actions/1.1", "recommendation": "recommendations/7", "priority": "priorities/1"}
KINDS = ["milestone", *(f"measure of {owner}" for owner in OWNERS)]


@pytest.fixture
def part(request, action, recommendation, priority):
    if request.param == "milestone":
        return MilestoneFactory(action=action, title="Rooms found")
    owner = request.param.removeprefix("measure of ")
    return MeasureFactory(**{"action": None, owner: request.getfixturevalue(owner)})


@pytest.fixture
def lead(client, partnership_lead):
    client.force_login(partnership_lead)
    return client


def archived(part, by, reason="Done elsewhere"):
    return plan.archive_part(part=part, version=plan.version_of(part), reason=reason, by=by)


def again(part):
    return type(part).objects.get(pk=part.pk)


def address_of(part):
    if isinstance(part, Milestone):
        return f"{PAGES}actions/1.1/", f"milestones/{part.pk}/"
    return f"{PAGES}{OWNERS[part.owner_name]}/", f"measures/{part.pk}/"


# Archived and brought back -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", KINDS, indirect=True)
def test_what_is_archived_is_kept_says_why_and_comes_back_as_it_was(part, partnership_lead):
    noun = part._meta.verbose_name
    gone = plan.archive_part(
        part=part, version=plan.version_of(part), reason="Done elsewhere", by=partnership_lead, now=NOW
    )

    assert (gone.archived_at, gone.archived_by, gone.archive_reason) == (NOW, partnership_lead, "Done elsewhere")
    assert list(type(part).objects.current()) == []
    told = AuditEvent.objects.get(kind=f"{noun}.archived")
    assert (told.changes["archived_at"], told.reason) == ([None, "2026-11-02T09:30:00+00:00"], "Done elsewhere")
    assert (told.person_id, told.partnership_slug) == (partnership_lead.pk, "northshire")

    plan.bring_back_part(part=gone, version=plan.version_of(gone), by=partnership_lead)

    assert plan.version_of(again(part)) == plan.version_of(part)
    assert list(type(part).objects.current()) == [part]
    told = AuditEvent.objects.get(kind=f"{noun}.brought_back")
    assert told.changes["archive_reason"] == ["Done elsewhere", ""]
    assert told.changes["archived_at"] == ["2026-11-02T09:30:00+00:00", None]


@pytest.mark.parametrize("part", KINDS, indirect=True)
def test_not_without_a_reason_not_twice_not_of_what_has_changed_and_not_by_everybody(part, agency, partnership_lead):
    version, stranger = plan.version_of(part), PersonFactory()
    with pytest.raises(plan.NotSound) as refusal:
        plan.archive_part(part=part, version=version, reason=" ", by=partnership_lead)
    assert refusal.value.errors == {"reason": "Say why it is archived"}
    with pytest.raises(plan.Stale):
        plan.archive_part(part=part, version=version + 1, reason="Done", by=partnership_lead)
    with pytest.raises(plan.NotTheirs):
        plan.archive_part(part=part, version=version, reason="Done", by=stranger)
    with pytest.raises(plan.WrongState, match="is not archived"):
        plan.bring_back_part(part=part, version=version, by=partnership_lead)
    gone = archived(part, partnership_lead)
    with pytest.raises(plan.WrongState, match="is archived already"):
        archived(gone, partnership_lead)
    with pytest.raises(plan.NotTheirs):
        plan.bring_back_part(part=gone, version=plan.version_of(gone), by=stranger)
    with pytest.raises(plan.Stale):
        plan.bring_back_part(part=gone, version=version, by=partnership_lead)


def test_whoever_has_the_action_open_is_told(action, partnership_lead):
    milestone = MilestoneFactory(action=action)
    archived(milestone, partnership_lead)

    action.refresh_from_db()
    assert action.version == 2


def test_what_is_archived_is_not_changed_and_its_place_is_not_taken(action, partnership_lead, partnership):
    milestone = archived(MilestoneFactory(action=action, position=4), partnership_lead)
    footprint = FootprintFactory(partnership=partnership)
    series = SeriesFactory(indicator=IndicatorFactory(name="Completion"), area=footprint.area, is_headline=True)
    measure = archived(MeasureFactory(action=action, series=series), partnership_lead)

    with pytest.raises(plan.WrongState, match=r"This milestone is archived\. Bring it back to change it\."):
        plan.change_milestone(
            milestone=milestone, version=plan.version_of(milestone), by=partnership_lead, title="Another"
        )
    with pytest.raises(plan.WrongState, match=r"This measure is archived\. Bring it back to change it\."):
        plan.change_measure(measure=measure, version=plan.version_of(measure), by=partnership_lead, baseline="4")
    with pytest.raises(plan.NotSound) as refusal:
        plan.add_measure(owner=action, by=partnership_lead, series=series)
    assert refusal.value.errors["series"].endswith(
        "measured this action before and is archived. Bring that measure back."
    )
    added = plan.add_milestone(action=action, by=partnership_lead, title="Next", due_on=SPRING)
    assert added.position == 5


# On its pages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", KINDS, indirect=True)
def test_it_is_archived_and_brought_back_on_the_page_it_stands_on(lead, part):
    page, own = address_of(part)
    links = [each["href"] for each in BeautifulSoup(lead.get(page).content, "html.parser").select("main a")]
    assert {f"{page}{own}", f"{page}{own}archive/"} <= set(links)
    assert errors_of(post(lead, f"{page}{own}archive/")) == ["Say why it is archived"]

    answer = post(lead, f"{page}{own}archive/", reason="Done elsewhere")

    assert answer.url == f"{page}#{own.split('/')[0]}"
    shown = BeautifulSoup(lead.get(page).content, "html.parser")
    form = shown.select_one(f"form[action='{page}{own}bring-back/']")
    listed = form.find_parent("li").get_text(" ", strip=True)
    assert ("by Lee Lead: Done elsewhere" in listed, again(part).archived_at is None) == (True, False)
    assert f"{page}{own}" not in [each["href"] for each in shown.select("main a")]
    assert lead.get(f"{page}{own}").url == answer.url

    sent = {box["name"]: box["value"] for box in form.select("input[name=version]")}
    assert lead.post(form["action"], sent).url == answer.url

    assert list(type(part).objects.current()) == [part]
    history = BeautifulSoup(lead.get(page).content, "html.parser").select_one(".cdp-history").get_text(" ")
    assert ("archived the" in history, "brought back the" in history) == (True, True)


@pytest.mark.parametrize("part", KINDS, indirect=True)
@pytest.mark.parametrize("role", MAY_NOT)
def test_for_who_does_not_edit_the_plan_there_is_no_such_page(client, partnership, agency, part, role):
    person = PersonFactory()
    if role != "national_reader":
        MembershipFactory(user=person, partnership=partnership, role=role, agency=agency)
    client.force_login(person)
    page, own = address_of(part)

    for what in ("archive/", "bring-back/"):
        assert {client.get(f"{page}{own}{what}").status_code, client.post(f"{page}{own}{what}").status_code} == {404}
    assert again(part).archived_at is None


def test_of_two_who_archive_at_once_the_second_is_told(lead, action):
    milestone = MilestoneFactory(action=action, title="Rooms found")
    page, own = address_of(milestone)
    sent = filled(lead.get(f"{page}{own}archive/"), reason="Mine")
    post(lead, f"{page}{own}archive/", reason="Theirs")

    assert errors_of(lead.post(f"{page}{own}archive/", sent)) == ["This milestone is archived already."]
    assert again(milestone).archive_reason == "Theirs"


def test_a_form_that_was_open_keeps_what_was_typed(lead, action, partnership_lead):
    milestone = MilestoneFactory(action=action, title="Rooms found")
    page, own = address_of(milestone)
    sent = filled(lead.get(f"{page}{own}"), title="My words")
    archived(milestone, partnership_lead)

    answer = lead.post(f"{page}{own}", sent)

    assert errors_of(answer) == ["This milestone is archived. Bring it back to change it."]
    assert filled(answer)["title"] == "My words"
    assert again(milestone).title == "Rooms found"


# What was said of it in an update ------------------------------------------------------------------------------------


@pytest.fixture
def officer(client, lead_officer):
    client.force_login(lead_officer)
    return client


def boxes(milestone, measure, day="31"):
    name, figure = f"milestone-{milestone.pk}", f"figure-{measure.pk}"
    return {
        name: "met", f"{name}-on-day": day, f"{name}-on-month": "10", f"{name}-on-year": "2026",
        f"{figure}-period": "2025/26", f"{figure}-value": "46.3",
    }  # fmt: skip


@pytest.fixture
def parts(action):
    return MilestoneFactory(action=action, title="Rooms found"), MeasureFactory(action=action)


def test_a_draft_keeps_what_it_said_of_what_was_archived_meanwhile(officer, action, parts, partnership_lead):
    officer.post(ADDRESS, {**SAID, "version": "0", "save": "1", **boxes(*parts)})
    for one in parts:
        archived(one, partnership_lead)

    page = officer.get(ADDRESS)
    text = " ".join(BeautifulSoup(page.content, "html.parser").get_text(" ").split())
    assert "Milestone: Rooms found, archived since" in text
    officer.post(ADDRESS, {**filled(page, narrative="Two clinics have opened."), "save": "1"})

    update = action.updates.get()
    assert update.narrative == "Two clinics have opened."
    assert update.milestones.get().met_on == datetime.date(2026, 10, 31)
    assert float(update.figures.get().value) == 46.3


def test_a_form_that_was_open_is_not_told_less_than_was_typed(officer, action, parts, partnership_lead):
    officer.get(ADDRESS)
    for one in parts:
        archived(one, partnership_lead)

    officer.post(ADDRESS, {**SAID, "version": "0", "submit": "1", **boxes(*parts)})

    update = action.updates.get()
    assert (update.state, update.milestones.count(), update.figures.count()) == ("submitted", 1, 1)


def test_what_nothing_is_said_of_is_not_asked_about(officer, action, parts, partnership_lead):
    for one in parts:
        archived(one, partnership_lead)

    form = officer.get(ADDRESS).context["form"]

    assert [name for name in form.fields if name.startswith(("milestone-", "figure-"))] == []


def test_who_was_slower_sees_what_the_other_said_of_it(officer, action, parts, lead_officer, partnership_lead):
    milestone, _ = parts
    sent = {**filled(officer.get(ADDRESS)), **SAID, "narrative": "Mine", "save": "1"}
    update = updates.save_on(
        action=action, version=0, by=partnership_lead, narrative="Theirs",
        milestones=[{"milestone": milestone, "met_on": SPRING}],
    )  # fmt: skip
    archived(milestone, partnership_lead)

    answer = officer.post(ADDRESS, {name: value for name, value in sent.items() if "milestone" not in name})

    assert answer.status_code == 409
    legends = [each.get_text(strip=True) for each in BeautifulSoup(answer.content, "html.parser").select("legend")]
    assert "Milestone: Rooms found, archived since" in legends
    assert update.milestones.get().met_on == SPRING

    choices = {f"choice-milestone-{milestone.pk}": "theirs", "choice-narrative": "mine"}
    officer.post(ADDRESS, {**filled(answer, **choices), "save": "1"})

    assert (again(update).narrative, update.milestones.get().met_on) == ("Mine", SPRING)


def test_what_was_said_of_it_takes_effect_with_the_approval_and_is_marked(
    client, action, parts, lead_officer, partnership_lead
):
    milestone, measure = parts
    update = submitted(
        action, lead_officer,
        milestones=[{"milestone": milestone, "met_on": SPRING}],
        figures=[{"measure": measure, "period": "2025/26", "value": "46.3"}],
    )  # fmt: skip
    for one in parts:
        archived(one, partnership_lead)

    updates.approve(update=update, version=update.version, by=partnership_lead)

    milestone = again(milestone)
    assert (milestone.done_on, milestone.archived_at is None) == (SPRING, False)
    assert measure.series.observations.get().value == 46.3
    client.force_login(partnership_lead)
    text = client.get(update.get_absolute_url()).content.decode()
    assert "Milestone “Rooms found”, archived since:" in text
    assert "a measure archived since:" in text
    back = plan.bring_back_part(part=milestone, version=plan.version_of(milestone), by=partnership_lead)
    assert (back.done_on, back.archived_at) == (SPRING, None)
