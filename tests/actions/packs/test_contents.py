"""What a pack holds: what the pages say at one moment, seen with the eyes of its readers."""

import datetime

import pytest
from django.utils import timezone

from actions.operations import packs
from actions.packs import building
from actions.packs.context import earlier_of
from cdp import words
from cdp.papers import content, formats, store
from tests.actions.packs.conftest import ALL, day
from tests.factories import (
    ActionFactory,
    AreaFactory,
    CommentaryFactory,
    DecisionFactory,
    DocumentFactory,
    IndicatorFactory,
    MeasureFactory,
    MeetingFactory,
    MembershipFactory,
    ObservationFactory,
    PartnershipFactory,
    PersonFactory,
    ProgressUpdateFactory,
    ReadingFactory,
    RefreshFactory,
    SeriesFactory,
    SourceFactory,
)
from tests.indicators.pages.figures import series_of

pytestmark = pytest.mark.django_db

ODD = [
    "x" * 20_000,
    "\u05e9\u05dc\u05d5\u05dd \u202eabc",
    "\U0001f469\u200d\U0001f680 caf\u00e9",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "#set page() \\ *_$`@[]{}",
    "a\x0bb\ufffe",
]


@pytest.fixture(autouse=True)
def _no_formats(monkeypatch):
    """What others write from a paper has its own tests, and takes seconds a pack."""
    monkeypatch.setattr(formats, "FORMATS", {"json": formats.FORMATS["json"]})


def paper_of(pack):
    return store.opened(pack.frozen)


def section(pack, key):
    return next(one for one in paper_of(pack).sections if one.key == key)


def table(pack, key):
    return next(one for one in paper_of(pack).tables() if one.key == key)


def test_a_pack_holds_what_the_pages_say(draft, action, lead_officer, held, freeze, partnership):
    approved = ProgressUpdateFactory(
        action=action,
        delivery_status="at_risk",
        confidence="some_doubt",
narrative="The gate is met", next_step="Hire a driver", blocker="No car",
        reported_by=lead_officer, decided_at=timezone.now(),
    )  # fmt: skip
    action.delivery_status, action.confidence = "at_risk", "some_doubt"
    action.reported_at, action.reported_by = approved.reported_at, lead_officer
    action.due_on = day(100)
    action.save()
    DecisionFactory(meeting=held, text="Find rooms", due_on=day(-1), owner=lead_officer)

    frozen = freeze(draft)

    (row,) = table(frozen, "action-log").rows
    assert [content.text_of(cell) for cell in row][:3] == ["1.1", action.title, "Northshire Probation"]
    assert (content.text_of(row[4]), content.text_of(row[5])) == ("At risk", "The gate is met")
    assert table(frozen, "blockers").rows == (("1.1", action.title, "Northshire Probation", "No car"),)
    assert table(frozen, "due-decisions").rows[0][0] == "Find rooms"
    moved = next(row for row in table(frozen, "changes").rows if row[1] == "Delivery moved")
    assert moved[:4] == (str(action), "Delivery moved", "No update yet", "At risk")
    assert table(frozen, "lights").rows[0] == ("Delivery", "At risk", content.Figure("1", 1, 0))
    assert section(frozen, "cover").blocks[0] == content.Text(
        ("To decide on the clinic.",), numbered=True, heading="Purpose of this report"
    )


def test_each_measure_has_its_chart_with_every_figure_and_a_definition(draft, action, freeze):
    series = series_of(IndicatorFactory(), AreaFactory(), [40.0, 42.5, 45.25])
    MeasureFactory(action=action, series=series)

    frozen = freeze(draft)

    (chart,) = paper_of(frozen).charts()
    figures = [row[2] for row in chart.table.rows if row[0] == series.area.name]
    assert [one.value for one in figures] == [40.0, 42.5, 45.25]
    assert chart.svg.startswith("<svg")
    assert table(frozen, "definitions").rows[0][0] == series.indicator.name


def test_a_measure_without_a_figure_is_named_and_ends_no_build(draft, action, freeze):
    measure = MeasureFactory(action=action)

    frozen = freeze(draft)

    names = [item for block in section(frozen, "charts").blocks for item in getattr(block, "items", ())]
    assert names == [f"{measure.series.indicator.name}, {measure.series.area.name}: no figure has been loaded."]
    band = "service" if measure.series.indicator.scope == "service" else "population"
    (row,) = table(frozen, f"scorecard-{band}").rows
    assert row[2] == content.Figure("No figure", None, 0, "x")


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_frozen_as_they_are_but_for_letters_that_no_format_carries(
    coming, partnership_lead, action, freeze, text
):
    action.title = text
    action.save()
    said = {"meeting": coming, "title": text[:100], "sections": ALL, "cover": {"background": text}}
    pack = packs.make_pack(partnership=coming.partnership, by=partnership_lead, **said)

    frozen = freeze(pack)

    assert table(frozen, "action-log").rows[0][1] == content.clean(text)
    assert section(frozen, "cover").blocks[0].paragraphs == (content.clean(text).strip(),)


def test_two_thousand_actions_make_one_pack_with_a_fixed_number_of_queries(
    draft, action, django_assert_max_num_queries
):
    type(action).objects.bulk_create(numbered(action, number) for number in range(1999))

    with django_assert_max_num_queries(80):
        paper, _ = building.build(draft)

    assert len(next(one for one in paper.tables() if one.key == "action-log").rows) == 2000
    assert len(next(one for one in paper.tables() if one.key.startswith("delivery-")).rows) == 2000


def numbered(first, number):
    return type(first)(
        partnership=first.partnership, priority=first.priority, ref=f"N.{number}", title=f"Action {number}",
        position=number,
    )  # fmt: skip


def test_packs_see_with_the_eyes_of_their_readers_and_not_of_their_maker(coming, partnership_lead, freeze):
    """The maker sits in another partnership too, whose unpublished figures are nobody's here."""
    other = PartnershipFactory(is_published=False)
    MembershipFactory(user=partnership_lead, partnership=other)
    theirs = coming.partnership
    theirs.is_published = False
    theirs.save()
    kinds = {"board": theirs, "elsewhere": other}
    series = {}
    for name, owner in kinds.items():
        source = SourceFactory(kind="document", document=DocumentFactory(partnership=owner))
        series[name] = SeriesFactory(is_headline=True)
        observation = ObservationFactory(series=series[name], refresh=RefreshFactory(source=source))
        ReadingFactory(observation=observation)
        MeasureFactory(action=None, priority=ActionFactory(partnership=theirs).priority, series=series[name])

    def shown(audience):
        pack = packs.make_pack(
            partnership=theirs, by=partnership_lead, meeting=coming, title="x", sections=["definitions"],
            audience=audience,
        )  # fmt: skip
        frozen = freeze(pack)
        return {row[0] for one in paper_of(frozen).tables() for row in one.rows}

    assert shown("board") == {series["board"].indicator.name}
    assert shown("public") == set()


def test_everybody_is_told_what_changed_and_not_by_whom(coming, held, partnership_lead, lead_officer, action, freeze):
    ProgressUpdateFactory(action=action, reported_by=lead_officer, decided_at=timezone.now())

    def columns(audience):
        said = {"meeting": coming, "title": "x", "sections": ["changes"], "audience": audience}
        frozen = freeze(packs.make_pack(partnership=coming.partnership, by=partnership_lead, **said))
        return {one.key for one in table(frozen, "changes").columns}, store.bytes_of(frozen.frozen).decode()

    assert columns("board")[0] - columns("public")[0] == {"who"}
    assert lead_officer.name not in columns("public")[1]


def test_changes_begin_with_what_the_board_has_read(draft, held, coming, partnership_lead, freeze, monkeypatch):
    """The pack of the meeting before was frozen a week before it met."""
    week = datetime.timedelta(days=7)
    earlier = freeze(
        packs.make_pack(
            partnership=coming.partnership, by=partnership_lead, meeting=held, title="x", sections=["summary"]
        )
    )
    papers = timezone.make_aware(datetime.datetime.combine(held.held_on - week, datetime.time(9)))
    earlier.frozen.as_at = papers
    monkeypatch.setattr(building, "earlier_of", lambda pack: earlier)

    paper, _ = building.build(draft)

    (changes,) = (one for one in paper.sections if one.key == "changes")
    assert words.moment(papers) in changes.blocks[0].paragraphs[0]


def test_what_is_said_of_a_figure_is_in_the_pack_and_what_no_longer_holds_is_told_to_the_board_alone(
    coming, partnership_lead, action, freeze
):
    series = series_of(IndicatorFactory(scope="service", unit="%"), AreaFactory(), [40.0, 42.5])
    MeasureFactory(action=action, series=series)
    written = CommentaryFactory(partnership=coming.partnership, series=series, text="It stands at {value}.")
    name = series.indicator.name

    def said(audience):
        pack = packs.make_pack(
            partnership=coming.partnership, by=partnership_lead, meeting=coming, title="x", sections=["service"],
            audience=audience,
        )  # fmt: skip
        blocks = section(freeze(pack), "service").blocks
        return [item for block in blocks if isinstance(block, content.Bullets) for item in block.items]

    assert said("public") == [f"{name}: It stands at 42.5%."]
    assert said("board")[0].startswith(f"{name}: It stands at 42.5%. ({written.written_by.name}, ")
    written.text = "The interval was {interval}."
    written.save()
    assert said("public") == []
    assert "This no longer holds: Nothing fills" in said("board")[0]


def test_a_restricted_pack_says_so_and_holds_the_figures_of_any_other(coming, partnership_lead, freeze):
    said = {"meeting": coming, "title": "x", "sections": ["summary", "population", "service"]}
    plain, restricted = (
        freeze(
            packs.make_pack(partnership=coming.partnership, by=partnership_lead, is_restricted=is_restricted, **said)
        )
        for is_restricted in (False, True)
    )

    assert paper_of(restricted).watermark == building.WATERMARK
    assert restricted.frozen.is_restricted
    (notice,) = paper_of(restricted).notices
    assert "who reads or downloads it is recorded. Its figures are those that all members may see." in notice
    assert paper_of(restricted).sections == paper_of(plain).sections
    assert paper_of(plain).notices == ()


def test_the_pack_before_is_one_that_the_readers_of_this_one_find(held, coming, partnership_lead, freeze):
    said = {"partnership": coming.partnership, "by": partnership_lead, "title": "x", "sections": ["summary"]}
    plain, restricted = (
        freeze(packs.make_pack(meeting=held, is_restricted=is_restricted, **said)) for is_restricted in (False, True)
    )

    assert earlier_of(packs.make_pack(meeting=coming, **said)) == plain
    assert earlier_of(packs.make_pack(meeting=coming, is_restricted=True, **said)) == restricted


def test_an_addendum_begins_with_what_differs_from_its_pack(draft, action, partnership_lead, freeze):
    main = freeze(draft)
    action.title = "Meet every leaver twice"
    action.save()
    ActionFactory(partnership=action.partnership, priority=action.priority, ref="1.9", title="A new one")

    addendum = freeze(packs.add_addendum(pack=main, reason="A new action.", by=partnership_lead))

    first = paper_of(addendum).sections[0]
    assert (first.key, first.blocks[0].paragraphs) == ("what-differs", ("A new action.",))
    changed = next(block for block in first.blocks if isinstance(block, content.Table))
    assert (
        "All actions with their last update", "1.1", "Action", "Meet every prison leaver at the gate",
        "Meet every leaver twice",
    ) in changed.rows  # fmt: skip
    came = next(block for block in first.blocks if isinstance(block, content.Bullets))
    assert "Action log, All actions with their last update, new: 1.9." in came.items
    assert main.frozen.sha256 in "".join(one for block in first.blocks for one in getattr(block, "paragraphs", ()))


def test_the_board_before_is_the_one_held_before_the_packs_meeting(coming, held, partnership, draft):
    MeetingFactory(partnership=partnership, held_on=day(200))
    PersonFactory()
    paper, _ = building.build(draft)
    said = next(one for one in paper.sections if one.key == "changes").blocks[0]
    assert said == content.Text((f"Nothing is recorded to have changed since {words.day(held.held_on)} at 11:59pm.",))
