"""Saying what a figure means: who may, what is refused, how it reads when figures change, who is told."""

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.board import rows
from actions.commentary import standing
from actions.models import Commentary
from actions.operations import commentary as operations
from actions.operations.updates.refusals import NotTheirs, NotWhole, WrongState
from cdp import audit
from indicators.models import Reading
from partners.sight import BoardOf
from tests.factories import IndicatorFactory, MeasureFactory, ObservationFactory, ReadingFactory, SeriesFactory

pytestmark = pytest.mark.django_db

WORDS = {"value": "46.3%", "period": "2024/25"}


@pytest.fixture
def measure(action):
    series = SeriesFactory(indicator=IndicatorFactory(name="Prison leavers in treatment", unit="%"), is_headline=True)
    ReadingFactory(observation=ObservationFactory(series=series, value=46.3), trend_verdict="getting_better",
                   trend="increasing")  # fmt: skip
    return MeasureFactory(action=action, series=series)


def write(measure, by, text="It rose to {value}.", claim="better", words=WORDS, **more):
    return operations.write(
        partnership=measure.action.partnership,
        series=measure.series,
        text=text,
        claim=claim,
        words=words,
        by=by,
        **more,
    )


def said_now(measure):
    lines = rows.measure_lines(
        measure.action.partnership, on=timezone.localdate(), user=BoardOf(measure.action.partnership)
    )
    return standing.beside(measure.action.partnership, lines)[measure.series_id]


def figures_change(measure, **values):
    Reading.objects.filter(series=measure.series).update(**values)


def test_it_reads_with_the_newest_figure(measure, data_lead):
    write(measure, data_lead)
    assert said_now(measure).text == "It rose to 46.3%."

    figures_change(measure, value=51.2)

    said = said_now(measure)
    assert (said.text, said.is_refilled, said.fault) == ("It rose to 51.2%.", True, "")


def test_words_without_a_place_are_not_filled_anew(measure, data_lead):
    write(measure, data_lead, text="It rose.")

    figures_change(measure, value=51.2)

    assert not said_now(measure).is_refilled


def test_words_that_a_newer_figure_contradicts_say_so(measure, data_lead):
    write(measure, data_lead)

    figures_change(measure, value=30.0, trend="decreasing", trend_verdict="getting_worse")

    said = said_now(measure)
    assert said.is_contradicted
    assert "The words say that it gets better." in said.fault
    assert said.fault.endswith("says otherwise (falling: worse).")


@pytest.mark.parametrize("claim", ["", "better"])
def test_whoever_wrote_it_finds_it_on_their_own_page(client, measure, data_lead, claim):
    write(measure, data_lead, claim=claim)
    figures_change(measure, trend="decreasing", trend_verdict="getting_worse")
    client.force_login(data_lead)

    page = client.get(reverse("my")).content.decode()

    assert ("What you wrote no longer holds" in page) is bool(claim)


def test_others_do_not_find_it_on_theirs(client, measure, data_lead, partnership_lead):
    write(measure, data_lead)
    figures_change(measure, trend="decreasing", trend_verdict="getting_worse")
    client.force_login(partnership_lead)

    assert "What you wrote no longer holds" not in client.get(reverse("my")).content.decode()


def test_what_was_said_before_stays_in_the_record(measure, data_lead, partnership_lead):
    first = write(measure, data_lead)

    second = write(measure, partnership_lead, text="It rose.", instead_of=first)

    first.refresh_from_db()
    assert first.replaced_at is not None
    assert said_now(measure).commentary == second
    assert [event.kind for event in audit.history_of(second)] == ["commentary.written"]


def test_nobody_replaces_what_they_have_not_read(measure, data_lead, partnership_lead):
    write(measure, data_lead)

    with pytest.raises(WrongState, match="Somebody else has written here"):
        write(measure, partnership_lead, text="Mine.")

    assert Commentary.objects.get().text == "It rose to {value}."


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"text": " "}, "text", "Say what the figure means"),
        ({"text": "x" * 601}, "text", "600 characters or fewer"),
        ({"text": "{rate}"}, "text", "{rate} is no place that can be filled"),
        (
            {"text": "{england}"},
            "text",
            "Nothing fills {england} here: England’s figure for the same period is not known",
        ),
        ({"text": "Born on 3 May 1985 he was."}, "text", "date of birth"),
        ({"claim": "splendid"}, "claim", "Select what your words say"),
    ],
    ids=["empty", "long", "unknown place", "empty place", "personal", "claim"],
)
def test_what_cannot_be_said_is_refused_and_nothing_is_kept(measure, data_lead, values, field, said):
    with pytest.raises(NotWhole) as refusal:
        write(measure, data_lead, **values)

    assert said in refusal.value.errors[field]
    assert not Commentary.objects.exists()


@pytest.mark.parametrize("who", ["lead_officer", "viewer", "stranger"])
def test_others_may_not_write(measure, who, request):
    with pytest.raises(NotTheirs):
        write(measure, request.getfixturevalue(who))


def test_it_is_taken_back_once(measure, data_lead):
    made = write(measure, data_lead)

    operations.take_back(commentary=made, by=data_lead)

    with pytest.raises(WrongState, match="does not stand any more"):
        operations.take_back(commentary=made, by=data_lead)
    assert not Commentary.objects.filter(replaced_at=None).exists()


def test_it_is_written_on_its_page_and_read_on_the_board(client, measure, data_lead):
    client.force_login(data_lead)
    address = reverse("commentary", args=["northshire", measure.series_id])

    answer = client.post(address, {"text": "It rose to {value}.", "claim": "better"}, follow=True)

    assert "Saved what is said of Prison leavers in treatment" in answer.content.decode()
    assert "It rose to 46.3%." in answer.content.decode()
    assert Commentary.objects.get().said["value"] == "46.3%"


def test_a_fault_is_told_at_its_box_with_what_was_written(client, measure, data_lead):
    client.force_login(data_lead)

    page = client.post(
        reverse("commentary", args=["northshire", measure.series_id]), {"text": "It is {rate}", "claim": "nothing"}
    ).content.decode()

    assert "{rate} is no place that can be filled" in page
    assert "It is {rate}</textarea>" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_makes_the_same_queries_for_any_number(client, action, data_lead, number, django_assert_num_queries):
    for _ in range(number):
        series = SeriesFactory(is_headline=True)
        ReadingFactory(observation=ObservationFactory(series=series))
        write(MeasureFactory(action=action, series=series), data_lead)
    client.force_login(data_lead)

    with django_assert_num_queries(5):
        assert client.get(reverse("commentaries", args=["northshire"])).status_code == 200


def test_everybody_who_sees_the_strategy_reads_it_below_its_figure(client, measure, data_lead):
    write(measure, data_lead)

    page = client.get(reverse("strategy", args=["northshire"])).content.decode()

    assert "It rose to 46.3%." in page
    assert "Dee Data" in page


def test_readers_are_warned_where_it_no_longer_holds(client, measure, data_lead):
    write(measure, data_lead)
    figures_change(measure, trend="decreasing", trend_verdict="getting_worse")

    page = client.get(reverse("strategy", args=["northshire"])).content.decode()

    assert "No longer holds" in page
