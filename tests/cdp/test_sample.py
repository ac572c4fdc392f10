"""Exampleshire as manage.py load_sample makes it; loaded once for all tests of this file."""

import datetime
import io
import re
import stat
from collections import Counter
from statistics import median
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from actions import models as actions
from actions.board.rows import action_lines
from actions.board.strategy import strategy_board
from actions.delivery import Step, Update, delivery
from actions.queries import unanswered_ones
from cdp.api_support import schema_parameters
from cdp.models import AuditEvent
from cdp.papers import store
from cdp.sample import people
from cdp.sample.broken_down import BROKEN_DOWN
from cdp.sample.figures import EXAMPLESHIRE, NEIGHBOURS
from cdp.sample.trajectories import TRAJECTORIES
from indicators import models as indicators
from indicators.operations.disclosure_check import check_disclosure
from indicators.operations.reference import load_reference
from indicators.operations.refresh import refresh
from partners import models as partners
from partners.roles import Role

TODAY = datetime.date(2026, 11, 22)
SERIES = [f"series__{name}" for name in ("indicator__code", "area__code", "sex", "age", "category_type", "category")]
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]

pytestmark = pytest.mark.django_db


def load(folder, **options):
    said = io.StringIO()
    call_command("load_sample", today=TODAY, people_file=folder / "people.txt", stdout=said, **options)
    return said.getvalue()


def what_is_said():
    """Every row that a reader meets, without the numbers that a database gives."""
    return {
        "figures": list(
            indicators.Observation.objects.order_by(*SERIES, "period_end").values_list(
                *SERIES, "period", "value", "lower_95", "upper_998", "count", "denominator", "state"
            )
        ),
        "actions": list(
            actions.Action.objects.order_by("ref").values_list(
                "ref", "title", "starts_on", "due_on", "delivery_status", "confidence", "reported_at",
                "reported_by__email",
            )
        ),
        "updates": list(
            actions.ProgressUpdate.objects.order_by("action__ref", "reported_at").values_list(
                "action__ref", "agency__slug", "narrative", "reported_at"
            )
        ),
        "milestones": list(
            actions.Milestone.objects.order_by("action__ref", "position").values_list("title", "due_on", "done_on")
        ),
        "measures": list(actions.Measure.objects.order_by("pk").values_list("series__indicator__code", "baseline")),
        "meetings": list(actions.Meeting.objects.values_list("held_on", "papers_due_on")),
        "areas": sorted(indicators.Area.objects.filter(is_sample=True).values_list("code", "parents__code")),
        # A program's own address is drawn by lot.
        "members": sorted(
            partners.Membership.objects.filter(user__is_service=False).values_list(
                "user__email", "role", "agency__slug"
            )
        ),
    }  # fmt: skip


def what_is_real():
    links = indicators.Area.parents.through.objects.filter(from_area__is_sample=False)
    real = [model.objects.filter(is_sample=False) for model in (indicators.Area, indicators.Indicator, partners.Agency)]
    return [list(rows.order_by("pk").values_list()) for rows in (*real, links)]


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load twice from nothing; the second stands. {"folder", "first", "second", "real_before", "real_after"}"""
    folder = tmp_path_factory.mktemp("sample")
    settings = override_settings(MEDIA_ROOT=folder / "media", PASSWORD_HASHERS=FAST)
    with django_db_blocker.unblock(), settings, transaction.atomic():
        load_reference()
        story = {"folder": folder, "real_before": what_is_real()}
        with transaction.atomic():
            load(folder)
            story["first"] = what_is_said()
            transaction.set_rollback(True)
        (folder / "people.txt").unlink()
        story["said"] = load(folder)
        story["second"] = what_is_said()
        story["real_after"] = what_is_real()
        yield story
        transaction.set_rollback(True)


@pytest.fixture
def partnership(sample):
    return partners.Partnership.objects.get(slug="exampleshire")


def people_of_file(folder):
    """[(e-mail, password)] as somebody would read them off the file."""
    lines = (folder / "people.txt").read_text().splitlines()
    return [tuple(line.split()[-2:]) for line in lines if "@" in line]


def test_the_same_seed_and_day_make_the_same_rows(sample):
    assert sample["first"] == sample["second"]
    assert len(sample["second"]["figures"]) > 4000


def test_the_command_says_what_it_made(sample):
    assert sample["said"].splitlines() == [
        f"Exampleshire is loaded with {len(sample['second']['figures']):,} made-up figures.",
        f"Who can sign in, and how: {sample['folder'] / 'people.txt'}",
    ]


def test_the_strategy_has_its_parts(partnership):
    assert {
        "priorities": partnership.priorities.count(),
        "recommendations": partnership.recommendations.count(),
        "without action": [r.ref for r in unanswered_ones(partnership.recommendations)],
        "actions": partnership.actions.count(),
        "schemes": partnership.schemes.count(),
        "findings": partnership.findings.count(),
        "gaps": actions.IntelligenceGap.objects.count(),
        "meetings": partnership.meetings.count(),
        "decisions": actions.Decision.objects.count(),
        "open decisions": actions.Decision.objects.open().count(),
        "principles": partnership.principles.count(),
    } == {
        "priorities": 4,
        "recommendations": 14,
        "without action": ["R12"],
        "actions": 23,
        "schemes": 8,
        "findings": 11,
        "gaps": 3,
        "meetings": 5,
        "decisions": 6,
        "open decisions": 4,
        "principles": 5,
    }
    assert actions.EvidenceFigure.objects.exclude(series__area__code=EXAMPLESHIRE).count() == 0
    assert actions.EvidenceFigure.objects.filter(value__isnull=False, observation__isnull=False).count() >= 14


def test_dates_and_reports_agree_on_what_is_late(partnership):
    """The light, which also looks at the dates, says of every action what its latest update says."""
    lights = {}
    for action in partnership.actions.prefetch_related("milestones", "updates"):
        newest = action.updates.approved().first()
        said = newest and Update(newest.delivery_status, newest.confidence, newest.reported_at.date())
        steps = [Step(step.title, step.due_on, step.done_on) for step in action.milestones.all()]
        light = delivery(update=said, steps=steps, starts_on=action.starts_on, due_on=action.due_on, on=TODAY)
        lights[action.ref] = (light.state, action.delivery_status)

    assert [ref for ref, (state, status) in lights.items() if state != status] == []
    assert Counter(state for state, _ in lights.values()) == {
        "late": 2, "at_risk": 4, "not_reported": 3, "complete": 2, "on_track": 12,
    }  # fmt: skip


def test_every_action_has_milestones_and_its_own_words(partnership):
    updates = actions.ProgressUpdate.objects.all()

    assert all(2 <= action.milestones.count() <= 4 for action in partnership.actions.all())
    assert {action.updates.approved().count() for action in partnership.actions.all()} <= {0, 2, 3, 4, 5}
    assert len({update.narrative for update in updates}) == len(updates)
    assert not updates.filter(reported_at__gt=timezone.make_aware(datetime.datetime.combine(TODAY, datetime.time())))


def test_there_is_something_to_decide_and_something_that_was_sent_back(partnership):
    states = actions.ProgressUpdate.objects.open().values_list("action__ref", "state", "reported_by__name")

    assert set(states) == {
        ("EXA-1.3", "returned", "Kit Sample"),
        ("EXA-2.9", "submitted", "Kit Sample"),
        ("EXA-4.1", "submitted", "Alex Sample"),
    }


def test_the_history_tells_of_the_year_on_the_days_on_which_it_happened(partnership):
    updates = actions.ProgressUpdate.objects.filter(action__partnership=partnership)
    events = AuditEvent.objects.filter(kind__startswith="update.").order_by("pk")

    told = events.filter(kind="update.approved").values_list("subject_id", "happened_at")
    assert dict(told) == {str(update.pk): update.decided_at for update in updates.approved()}
    moments = list(events.values_list("happened_at", flat=True))
    assert moments == sorted(moments)
    assert all(event.day == timezone.localdate(event.happened_at) for event in events)


def test_an_action_is_said_to_be_on_track_while_its_measure_gets_worse(partnership):
    action = partnership.actions.get(ref="EXA-2.4")

    assert action.delivery_status == "on_track"
    assert action.measures.get().series.reading.trend_verdict == "getting_worse"
    assert action.measures.get().series.indicator.scope == "service"


def test_one_light_is_shown_otherwise_than_its_rule_says(partnership):
    (line,) = [one for one in action_lines(partnership.actions, on=TODAY) if one.delivery.is_overridden]

    assert (line.action.ref, line.status, line.delivery.by_rule.state) == ("EXA-1.1", "at_risk", "on_track")
    assert line.delivery.override.set_by == "Morgan Sample"


def test_there_is_a_frozen_pack_of_the_last_board_and_a_draft_for_the_next(partnership):
    draft, frozen = partnership.packs.all()

    assert (draft.state, frozen.state) == ("draft", "frozen")
    assert draft.meeting.held_on > frozen.meeting.held_on
    paper = store.opened(frozen.frozen)
    assert len(paper.charts()) == 18
    assert paper.notices == ("Sample data. The areas in this paper do not exist; every figure is made up.",)


def test_measures_of_actions_are_service_measures_and_those_of_priorities_are_not(sample):
    measures = actions.Measure.objects.values_list("action", "priority", "series__indicator__scope")

    assert {scope for action, _, scope in measures if action} == {"service"}
    assert {scope for _, priority, scope in measures if priority} == {"population"}


def test_the_figures_tell_a_story(sample):
    readings = indicators.Reading.objects.filter(area__code=EXAMPLESHIRE, is_headline=True)
    by_indicator = {reading.indicator.code: reading for reading in readings.select_related("indicator")}
    verdicts = Counter(reading.trend_verdict for reading in readings)

    assert verdicts["getting_worse"] >= 2
    assert verdicts["getting_better"] >= 2
    assert readings.filter(trend="no_significant_change").count() >= 3
    assert by_indicator["prison-continuity-of-care"].standing_england == "worse"
    assert by_indicator["drug-misuse-deaths"].standing_england == "worse"
    assert by_indicator["drug-misuse-deaths"].change > 1.5
    assert by_indicator["adults-in-treatment"].change > 0
    assert by_indicator["adults-in-treatment"].state == "provisional"
    assert by_indicator["opiate-crack-prevalence"].trend_reason == "fewer_than_five"
    assert {by_indicator["unmet-need-ocu"].state, by_indicator["unmet-need-alcohol"].state} == {"modelled"}


def test_the_headline_says_what_anybody_understands(partnership):
    board = strategy_board(partnership, on=TODAY, user=AnonymousUser())

    assert board.headline == (
        "Admission episodes for alcohol-related conditions and prison leavers starting community treatment within "
        "three weeks are getting worse, while successful completion of alcohol treatment is getting better"
    )


def test_the_figures_of_those_compared_are_of_one_size(sample):
    """A county is set beside its like: no neighbours at 97 where it has 1,723."""
    readings = indicators.Reading.objects.filter(area__code=EXAMPLESHIRE, series__category="")
    readings = readings.select_related("indicator")
    readings = readings.exclude(indicator__code__in=[one.indicator for one in BROKEN_DOWN])
    neighbours = indicators.Observation.objects.filter(series__area__parents__code=NEIGHBOURS, value__isnull=False)
    apart = {}
    for reading in readings:
        others = neighbours.filter(series__indicator=reading.indicator, period_end=reading.period_end)
        values = others.exclude(series__area__code=EXAMPLESHIRE).values_list("value", flat=True)
        middle = median(values)
        # A count of England's is as much larger as England is.
        compared = (
            [reading.value] if reading.indicator.value_type == "count" else [reading.value, reading.england_value]
        )
        if not all(middle / 2.5 <= value <= middle * 2.5 for value in compared):
            apart[reading.indicator.code] = (middle, *compared)

    assert apart == {}
    assert readings.count() == len(TRAJECTORIES)


def test_every_sample_area_is_compared_with_sample_areas(sample):
    reading = indicators.Reading.objects.get(area__code=EXAMPLESHIRE, indicator__code="prison-continuity-of-care")

    assert None not in (reading.england_value, reading.region_value, reading.neighbours_value)
    assert indicators.Area.objects.filter(is_sample=True).exclude(code__startswith="sample:").count() == 0


def test_a_suppressed_neighbour_cannot_be_worked_out_from_the_group(sample):
    figures = indicators.Observation.objects.filter(series__indicator__code="prison-continuity-of-care")
    newest = figures.order_by("-period_end").first().period
    withheld = {"sample:littledraft": "suppressed", "sample:newproof": "not_available"}
    shown = figures.filter(series__area__parents__code=NEIGHBOURS).exclude(series__area__code=EXAMPLESHIRE)

    states = shown.filter(period=newest, value__isnull=True).values_list("series__area__code", "state")
    assert dict(states) == withheld
    for group in figures.filter(series__area__code=NEIGHBOURS):
        others = shown.filter(period=group.period).exclude(series__area__code__in=withheld)
        assert sum(figure.count for figure in others) == group.count


def test_small_numbers_are_kept_back_with_what_would_give_them_back(sample):
    """Of each year some of twelve figures; never everybody, whose number is large, and never nobody."""
    figures = indicators.Observation.objects.filter(series__indicator__code="deaths-in-treatment")
    kept = indicators.WithheldFigure.objects.filter(observation__in=figures)

    assert set(kept.values_list("reason", flat=True)) == {"small", "subtraction"}
    assert {(o.state, o.value, o.count) for o in figures.filter(withheld__isnull=False)} == {("suppressed", None, None)}
    assert "Not shown: small numbers" in figures.filter(withheld__isnull=False).first().note
    everybody = figures.filter(series__sex="Persons", series__age="18+")
    assert [o.value >= 30 for o in everybody] == [True] * 6
    for year in everybody.values_list("period", flat=True):
        assert 4 <= figures.filter(period=year, state="suppressed").count() <= 8
    assert check_disclosure() == []


def test_nothing_is_attached_to_real_rows(sample):
    links = indicators.Area.parents.through.objects

    assert sample["real_before"] == sample["real_after"]
    assert links.filter(from_area__is_sample=True, to_area__is_sample=False).count() == 0
    assert links.filter(from_area__is_sample=False, to_area__is_sample=True).count() == 0
    for wrong in (
        indicators.Series.objects.filter(area__is_sample=False),
        indicators.Footprint.objects.exclude(area__is_sample=True, partnership__is_sample=True),
        partners.Seat.objects.exclude(agency__is_sample=True, partnership__is_sample=True),
        partners.Membership.objects.filter(agency__is_sample=False),
        partners.Agency.objects.filter(is_sample=True, parent__is_sample=False),
        actions.ActionAgency.objects.exclude(agency__is_sample=True, action__partnership__is_sample=True),
        actions.Recommendation.partners.through.objects.filter(agency__is_sample=False),
        actions.Scheme.agencies.through.objects.filter(agency__is_sample=False),
        actions.Measure.objects.filter(series__area__is_sample=False),
        partners.Partnership.objects.filter(is_sample=False),
    ):
        assert list(wrong) == []


def test_everyone_of_the_people_file_can_sign_in(sample, client, settings):
    settings.PASSWORD_HASHERS = FAST
    for email, password in people_of_file(sample["folder"]):
        response = client.post("/sign-in/", {"login": email, "password": password})

        assert (email, response.status_code) == (email, 302)
        assert len(password) >= 14


def test_every_role_has_somebody_who_signs_in(sample):
    emails = [email for email, _ in people_of_file(sample["folder"])]
    roles = partners.Membership.objects.filter(user__email__in=emails).values_list("role", flat=True)

    national = partners.NationalRole.objects.filter(person__email__in=emails).values_list("role", flat=True)
    assert {*roles, *national} == {role.value for role in Role}
    assert Counter(roles)[Role.LEAD_OFFICER] == 2
    assert partners.Person.objects.filter(is_superuser=True).values_list("email", flat=True).get() == (
        "admin@exampleshire.example"
    )


def test_only_its_owner_reads_the_people_file(sample):
    assert stat.S_IMODE((sample["folder"] / "people.txt").stat().st_mode) == 0o600


def access_of_file(folder):
    """What stands in the second part of the file: {word: value}."""
    text = (folder / "people.txt").read_text().partition("To try the API with")[2]
    return dict(re.split(r"  +", line, maxsplit=1) for line in text.splitlines() if "  " in line)


def test_the_file_has_a_token_and_a_program_that_read_the_api(sample, client, settings):
    settings.PASSWORD_HASHERS = FAST
    said = access_of_file(sample["folder"])
    sent = {"grant_type": "client_credentials", "client_id": said["Client id"], "client_secret": said["Secret"]}

    answer = client.post("/api/oauth/token", urlencode(sent), content_type="application/x-www-form-urlencoded")

    for bearer in (said["Token"], answer.json()["access_token"]):
        headers = {"Authorization": f"Bearer {bearer}"}
        assert client.get("/api/v1/partnerships/exampleshire/", headers=headers).status_code == 200


def test_a_second_run_keeps_token_and_secret_unless_they_open_nothing(sample, tmp_path):
    with override_settings(PASSWORD_HASHERS=FAST):
        load(sample["folder"])
        before = access_of_file(sample["folder"])
        load(sample["folder"])
        assert access_of_file(sample["folder"]) == before

        load(tmp_path)

    after = access_of_file(tmp_path)
    assert before["Client id"] == after["Client id"]
    assert not {before["Token"], before["Secret"]} & {after["Token"], after["Secret"]}


def test_people_without_a_place_in_the_file_cannot_sign_in(sample):
    emails = [email for email, _ in people_of_file(sample["folder"])]
    others = partners.Person.objects.exclude(email__in=emails).filter(is_service=False)

    assert others.count() == len(people.everybody()) - len(people.who_sign_in())
    assert not any(person.has_usable_password() for person in others)


def test_a_second_run_changes_nothing_that_people_entered(sample, partnership):
    partnership.actions.filter(ref="EXA-1.1").update(title="As somebody put it")
    before, who_before = what_is_said(), people_of_file(sample["folder"])
    with override_settings(PASSWORD_HASHERS=FAST):
        said = load(sample["folder"])

    assert said.splitlines()[0] == "Exampleshire is there already; nothing that people entered was changed."
    assert what_is_said() == before
    assert people_of_file(sample["folder"]) == who_before


@pytest.mark.parametrize("spoilt", ["file gone", "password changed", "switched off"])
def test_a_second_run_lets_people_in_again(sample, client, settings, tmp_path, spoilt):
    settings.PASSWORD_HASHERS = FAST
    (tmp_path / "people.txt").write_text((sample["folder"] / "people.txt").read_text())
    reader = partners.Person.objects.get(email="reader@exampleshire.example")
    if spoilt == "file gone":
        (tmp_path / "people.txt").unlink()
    elif spoilt == "password changed":
        reader.set_password("something else altogether")
        reader.save()
    else:
        partners.Person.objects.filter(pk=reader.pk).update(is_active=False)

    load(tmp_path)

    email, password = people_of_file(tmp_path)[-2]
    assert email == reader.email
    assert (email, password) not in people_of_file(sample["folder"])
    assert client.post("/sign-in/", {"login": email, "password": password}).status_code == 302


def test_the_next_release_brings_new_figures_and_one_revised(sample, settings):
    settings.MEDIA_ROOT = sample["folder"] / "media"
    source = indicators.Source.objects.get(slug="sample-fingertips")
    call_command("load_sample", next_release=True, verbosity=0)
    released = refresh(source=source)
    call_command("load_sample", next_release=True, verbosity=0)
    again = refresh(source=source)

    areas = indicators.Area.objects.filter(is_sample=True).count()
    assert (released.outcome, released.added, released.changed, released.gone) == ("changed", 3 * areas, 1, 0)
    assert (again.outcome, again.added, again.changed) == ("unchanged", 0, 0)
    old = indicators.SupersededObservation.objects.get()
    assert (old.series.area.code, old.series.indicator.code) == (EXAMPLESHIRE, "prison-continuity-of-care")


def test_what_the_description_of_the_api_gives_as_examples_is_there(sample, client):
    kept = {noun: example for noun, example in schema_parameters.EXAMPLES.items() if noun != "sources"}

    answers = {noun: client.get(f"/api/v1/{noun}/{example}/").status_code for noun, example in kept.items()}

    assert {noun for noun, status in answers.items() if status != 200} == set()
