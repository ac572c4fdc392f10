"""The parts of a recommendation, and in which order the lists of a plan stand: what is written, what is refused."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import SubRecommendation
from actions.operations import plan
from cdp.models import AuditEvent
from tests.actions.plan.test_pages import errors_of, filled, page_of, post
from tests.factories import (
    ActionFactory,
    MembershipFactory,
    MilestoneFactory,
    PriorityFactory,
    RecommendationFactory,
    SubRecommendationFactory,
)

pytestmark = pytest.mark.django_db

PLAN = "/northshire/plan/"
PARTS = f"{PLAN}recommendations/7/parts/"


@pytest.fixture
def lead(client, partnership_lead):
    client.force_login(partnership_lead)
    return client


@pytest.fixture
def part(recommendation):
    return SubRecommendationFactory(recommendation=recommendation, position=1, text="Meet people on the day")


def texts(recommendation):
    return list(recommendation.sub_recommendations.order_by("position").values_list("text", flat=True))


def events():
    found = AuditEvent.objects.filter(kind__startswith="plan.").order_by("pk")
    return [(one.kind, one.person_name, one.subject_name, one.changes, one.reason) for one in found]


# Parts ----------------------------------------------------------------------------------------------------------------


def test_a_part_is_added_from_the_page_of_its_recommendation(lead, recommendation, part):
    page = page_of(lead.get(f"{PLAN}recommendations/7/"))
    assert page.select_one(f'a[href="{PARTS}new/"]')
    assert "Meet people on the day" in page.select_one("#parts").parent.get_text()

    response = post(lead, f"{PARTS}new/", text="  Book a first appointment ")

    assert response.url == f"{PLAN}recommendations/7/#parts"
    assert texts(recommendation) == ["Meet people on the day", "Book a first appointment"]
    said = {"text": [None, "Book a first appointment"]}
    assert events() == [("plan.part_added", "Lee Lead", "Book a first appointment", said, "")]
    recommendation.refresh_from_db()
    assert recommendation.version == 2


def test_the_first_part_is_the_first(lead, recommendation):
    post(lead, f"{PARTS}new/", text="Book a first appointment")

    assert SubRecommendation.objects.get().position == 1


def test_a_part_is_reworded(lead, recommendation, part):
    post(lead, f"{PARTS}{part.pk}/", text="Meet people at the gate")

    assert texts(recommendation) == ["Meet people at the gate"]
    said = {"text": ["Meet people on the day", "Meet people at the gate"]}
    assert events() == [("plan.part_changed", "Lee Lead", "Meet people at the gate", said, "")]


def test_the_same_words_again_write_nothing(lead, recommendation, part):
    post(lead, f"{PARTS}{part.pk}/")

    recommendation.refresh_from_db()
    assert (events(), recommendation.version) == ([], 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  ", "Enter what this part recommends"),
        ("x" * 2_001, "What this part recommends must be 2,000 characters or fewer; it has 2,001"),
        ("Book a first appointment", "This recommendation has a part of the same words. Change one of the two."),
        ("Ring 07700 900123", None),
    ],
)
def test_what_cannot_be_a_part_is_refused(lead, recommendation, part, text, sentence):
    SubRecommendationFactory(recommendation=recommendation, position=2, text="Book a first appointment")

    response = post(lead, f"{PARTS}{part.pk}/", text=text)

    assert response.status_code == 200
    assert sentence in errors_of(response) if sentence else errors_of(response)
    assert texts(recommendation)[0] == "Meet people on the day"


def test_of_two_who_reword_a_part_the_second_sees_both(lead, recommendation, part, partnership_lead):
    sent = filled(lead.get(f"{PARTS}{part.pk}/"), text="Mine")
    plan.change_recommendation_part(part=part, version=plan.version_of(part), by=partnership_lead, text="Theirs")

    response = lead.post(f"{PARTS}{part.pk}/", sent)

    assert response.status_code == 409
    assert {"Mine", "Theirs"} <= {each.next_sibling.next_sibling for each in page_of(response).select("label strong")}
    assert texts(recommendation) == ["Theirs"]


def test_a_part_is_removed_with_a_reason_and_its_words_stay_in_the_history(lead, recommendation, part):
    response = post(lead, f"{PARTS}{part.pk}/remove/", reason="It is done elsewhere")

    assert response.url == f"{PLAN}recommendations/7/#parts"
    assert texts(recommendation) == []
    said = {"part": ["Meet people on the day", None]}
    assert events() == [("plan.part_removed", "Lee Lead", str(recommendation), said, "It is done elsewhere")]
    assert "Meet people on the day" in page_of(lead.get(response.url)).select_one("main").get_text()


def test_a_part_is_not_removed_without_a_reason_or_once_it_says_something_else(lead, recommendation, part):
    address = f"{PARTS}{part.pk}/remove/"
    assert errors_of(post(lead, address, reason="")) == ["Say why it is removed"]
    sent = filled(lead.get(address), reason="Done")
    SubRecommendation.objects.update(text="Something else")

    assert "has changed this since you opened the page" in errors_of(lead.post(address, sent))[0]
    assert texts(recommendation) == ["Something else"]
    assert events() == []


def test_a_part_that_somebody_removed_is_gone(lead, recommendation, part, partnership_lead):
    version = plan.version_of(part)
    part.recommendation.partnership = recommendation.partnership
    plan.remove_recommendation_part(part=part, version=version, reason="Done", by=partnership_lead)

    with pytest.raises(plan.WrongState, match="Somebody else has removed this part"):
        plan.change_recommendation_part(part=part, version=version, by=partnership_lead, text="Mine")
    assert lead.get(f"{PARTS}{part.pk}/").status_code == 404


def test_an_archived_recommendation_keeps_its_parts(lead, recommendation, part, partnership_lead):
    sent = filled(lead.get(f"{PARTS}new/"), text="More")
    recommendation.archived_at, recommendation.archive_reason = timezone.now(), "Done"
    recommendation.save()

    response = lead.post(f"{PARTS}new/", sent)

    assert errors_of(response) == ["This recommendation is archived. Bring it back to change it."]
    assert texts(recommendation) == ["Meet people on the day"]


def test_a_part_of_another_recommendation_is_not_found(lead, recommendation):
    other = SubRecommendationFactory(recommendation=RecommendationFactory(partnership=recommendation.partnership))
    foreign = SubRecommendationFactory()

    for each in (other, foreign):
        assert lead.get(f"{PARTS}{each.pk}/").status_code == 404
        assert lead.post(f"{PARTS}{each.pk}/remove/", {"reason": "x"}).status_code == 404
    assert SubRecommendation.objects.count() == 2


# Order ----------------------------------------------------------------------------------------------------------------


def lists(partnership):
    """{of: (address of its page, its owner, three rows in their order)}"""
    priority = PriorityFactory(partnership=partnership, code="A", position=1)
    strategy = priority.strategy
    action = ActionFactory(partnership=partnership, ref="1", priority=priority, position=1)
    recommendation = RecommendationFactory(partnership=partnership, ref="1", position=1)
    more = range(2, 4)
    return {
        "actions": (
            f"{PLAN}actions/all/order/",
            partnership,
            [action, *(ActionFactory(partnership=partnership, priority=priority, position=at) for at in more)],
        ),
        "recommendations": (
            f"{PLAN}recommendations/all/order/",
            partnership,
            [recommendation, *(RecommendationFactory(partnership=partnership, position=at) for at in more)],
        ),
        "priorities": (
            f"{PLAN}strategies/{strategy.pk}/order/",
            strategy,
            [priority, *(PriorityFactory(partnership=partnership, strategy=strategy, position=at) for at in more)],
        ),
        "milestones": (
            f"{PLAN}actions/1/milestones/order/",
            action,
            [MilestoneFactory(action=action, position=at) for at in (1, 2, 3)],
        ),
        "parts": (
            f"{PLAN}recommendations/1/parts/order/",
            recommendation,
            [SubRecommendationFactory(recommendation=recommendation, position=at) for at in (1, 2, 3)],
        ),
    }


OF = ("actions", "recommendations", "priorities", "milestones", "parts")


def order_of(of, owner):
    return [row.pk for row in plan.in_order(of, owner)]


@pytest.mark.parametrize("of", OF)
def test_a_row_takes_the_place_that_is_typed_and_the_others_make_room(lead, partnership, of):
    address, owner, (first, second, third) = lists(partnership)[of]

    response = post(lead, address, **{f"place-{third.pk}": "1"})

    assert response.status_code == 302
    assert order_of(of, owner) == [third.pk, first.pk, second.pk]
    (event,) = events()
    assert (event[0], event[1], event[2]) == ("plan.ordered", "Lee Lead", str(owner))
    assert list(event[3]) == [f"order of {of}"]
    assert response.url.split("#")[0] in address or response.url.startswith(PLAN)
    assert lead.get(response.url).status_code == 200


@pytest.mark.parametrize("of", OF)
def test_the_page_where_a_list_stands_leads_to_its_order(lead, partnership, of):
    address, _, _ = lists(partnership)[of]
    page = {"milestones": f"{PLAN}actions/1/", "parts": f"{PLAN}recommendations/1/"}.get(of, PLAN)

    assert page_of(lead.get(page)).select_one(f'a[href="{address}"]')


def test_the_event_tells_the_order_before_and_after(lead, partnership):
    address, _, rows = lists(partnership)["actions"]
    refs = [row.ref for row in rows]

    post(lead, address, **{f"place-{rows[0].pk}": "2"})

    assert events()[0][3] == {"order of actions": [", ".join(refs), ", ".join([refs[1], refs[0], refs[2]])]}
    rows[0].refresh_from_db()
    assert rows[0].version == 1


def test_what_stands_so_already_is_not_written(lead, partnership):
    address, _, _ = lists(partnership)["parts"]

    assert post(lead, address).status_code == 302
    assert events() == []


def test_two_that_swap_and_rows_in_one_place(lead, partnership):
    address, owner, rows = lists(partnership)["recommendations"]
    for row in rows:
        row.position = 5
        row.save()

    post(lead, address, **{f"place-{rows[0].pk}": "3", f"place-{rows[2].pk}": "1"})

    assert order_of("recommendations", owner) == [rows[2].pk, rows[1].pk, rows[0].pk]
    assert [row.position for row in plan.in_order("recommendations", owner)] == [5, 6, 7]


@pytest.mark.parametrize("of", ["actions", "milestones"])
def test_archived_ones_keep_their_places(lead, partnership, of):
    address, owner, rows = lists(partnership)[of]
    rows[1].archived_at, rows[1].archive_reason = timezone.now(), "Done"
    rows[1].save()

    post(lead, address, **{f"place-{rows[2].pk}": "1"})

    assert order_of(of, owner) == [rows[2].pk, rows[0].pk]
    for row in rows:
        row.refresh_from_db()
    assert [row.position for row in rows] == [3, 2, 1]


@pytest.mark.parametrize("place", ["", "0", "4", "-1", "first", "1.5", "9" * 30])
def test_a_place_that_is_none_is_refused(lead, partnership, place):
    address, owner, rows = lists(partnership)["actions"]

    response = post(lead, address, **{f"place-{rows[1].pk}": place})

    assert errors_of(response) == [f"The place of {rows[1].ref} must be a number from 1 to 3"]
    assert order_of("actions", owner) == [row.pk for row in rows]


def test_two_do_not_take_one_place(lead, partnership):
    address, _, rows = lists(partnership)["actions"]

    response = post(lead, address, **{f"place-{rows[1].pk}": "1", f"place-{rows[2].pk}": "1"})

    assert errors_of(response) == [f"{rows[1].ref} and {rows[2].ref} cannot both have place 1. Change one of them."]
    assert events() == []


def test_a_list_that_has_changed_is_shown_as_it_stands_and_nothing_is_written(lead, partnership, partnership_lead):
    address, owner, (first, second, third) = lists(partnership)["milestones"]
    sent = filled(lead.get(address), **{f"place-{third.pk}": "1"})
    seen = plan.mark_of(plan.in_order("milestones", owner))
    plan.put_in_order(
        of="milestones", owner=owner, wanted=[second.pk, first.pk, third.pk], seen=seen, by=partnership_lead
    )

    response = lead.post(address, sent)

    assert response.status_code == 409
    assert "The list has changed since you opened it." in errors_of(response)[0]
    assert filled(response)[f"place-{second.pk}"] == "1"
    assert order_of("milestones", owner) == [second.pk, first.pk, third.pk]
    assert lead.post(address, filled(response, **{f"place-{third.pk}": "1"})).status_code == 302
    assert order_of("milestones", owner) == [third.pk, second.pk, first.pk]


@pytest.mark.parametrize("sent", [{}, {"seen": ""}, {"seen": "x"}, {"seen": "-1"}])
def test_a_form_without_what_was_seen_writes_nothing(lead, partnership, sent):
    address, owner, rows = lists(partnership)["parts"]
    places = {f"place-{row.pk}": place for row, place in zip(rows, (3, 2, 1), strict=True)}

    assert lead.post(address, {**places, **sent}).status_code == 409
    assert order_of("parts", owner) == [row.pk for row in rows]


@pytest.mark.parametrize("change", ["gone", "foreign", "twice"])
def test_the_operation_takes_all_rows_and_no_others(partnership, partnership_lead, change):
    _, owner, (first, second, third) = lists(partnership)["parts"]
    wanted = {
        "gone": [third.pk, first.pk],
        "foreign": [third.pk, first.pk, SubRecommendationFactory().pk],
        "twice": [third.pk, third.pk, first.pk],
    }[change]
    seen = plan.mark_of(plan.in_order("parts", owner))

    with pytest.raises(plan.Stale):
        plan.put_in_order(of="parts", owner=owner, wanted=wanted, seen=seen, by=partnership_lead)
    assert order_of("parts", owner) == [first.pk, second.pk, third.pk]


def test_of_something_archived_nothing_is_put_in_order(lead, partnership, partnership_lead):
    address, owner, rows = lists(partnership)["milestones"]
    seen = plan.mark_of(rows)
    owner.archived_at, owner.archive_reason = timezone.now(), "Done"
    owner.save()

    assert lead.get(address).url == f"{PLAN}actions/1/#milestones"
    with pytest.raises(plan.WrongState):
        plan.put_in_order(
            of="milestones", owner=owner, wanted=[row.pk for row in reversed(rows)], seen=seen, by=partnership_lead
        )


def test_of_one_there_is_nothing_to_put_in_order(lead, recommendation, part):
    page = page_of(lead.get(f"{PARTS}order/"))

    assert "There is only one, so there is nothing to put in order." in page.get_text()
    assert page.select_one("main form") is None


@pytest.mark.parametrize("who", ["viewer", "lead_officer", "stranger", "foreign_lead"])
def test_for_everybody_else_none_of_it_is_there(request, client, partnership, who):
    person = MembershipFactory(role="partnership_lead").user if who == "foreign_lead" else request.getfixturevalue(who)
    client.force_login(person)
    found = lists(partnership)
    part = found["parts"][2][0]
    addresses = [address for address, _, _ in found.values()]
    addresses += [f"{PLAN}recommendations/1/parts/{each}" for each in ("new/", f"{part.pk}/", f"{part.pk}/remove/")]

    for address in addresses:
        assert (client.get(address).status_code, client.post(address, {}).status_code) == (404, 404), address
    for of, (_, owner, rows) in found.items():
        wanted = [row.pk for row in reversed(rows)]
        with pytest.raises(plan.NotTheirs):
            plan.put_in_order(of=of, owner=owner, wanted=wanted, seen=plan.mark_of(rows), by=person)
    assert events() == []


@pytest.mark.parametrize("of", OF)
def test_more_rows_cost_no_more_queries(lead, partnership, of):
    address, _, rows = lists(partnership)[of]

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(address).status_code == 200
        return len(queries)

    three = cost()
    if of in ("actions", "recommendations"):
        rows[1].archived_at, rows[1].archive_reason = timezone.now(), "Done"
        rows[1].save()
    else:
        rows[1].delete()

    assert cost() == three <= 15
