"""What withholding leaves in the tables, what lifting gives back, and the check before publishing."""

import datetime

import pytest
from django.core.management import CommandError, call_command

from indicators.models import Observation, Reading, WithheldFigure
from indicators.operations.disclosure import bound_by_a_rule, set_rule, withhold
from indicators.operations.disclosure_check import PublishingRefused, check_disclosure
from indicators.operations.publishing import publish_partnership
from indicators.operations.refresh import refresh
from tests.factories import (
    DisclosureRuleFactory,
    DocumentFactory,
    IndicatorFactory,
    ObservationFactory,
    PartnershipFactory,
    PersonFactory,
    RefreshFactory,
    SeriesFactory,
    SourceFactory,
)
from tests.indicators.fingertips import row, write

pytestmark = pytest.mark.django_db
NUMBERS = ("value", "lower_95", "upper_95", "count", "denominator", "state", "qualifier", "printed")


@pytest.fixture
def share(rule, county):
    return IndicatorFactory(value_type="proportion", disclosure_rule=rule)


def figure(indicator, area, count=None, denominator=None, value=None, **fields):
    """A figure of an official source, or as the fields say."""
    if value is None:
        value = count if indicator.value_type == "count" else 100 * count / denominator
    sex = fields.pop("sex", "Persons")
    fields["series"] = fields.get("series") or SeriesFactory(indicator=indicator, area=area, sex=sex)
    return ObservationFactory(value=value, count=count, denominator=denominator, **fields)


def printed_by(partnership=None, **fields):
    partnership = partnership or PartnershipFactory()
    source = SourceFactory(kind="document", document=DocumentFactory(partnership=partnership), rank=50)
    return RefreshFactory(source=source, **fields)


def shown(observation):
    observation.refresh_from_db()
    return tuple(getattr(observation, name) for name in NUMBERS)


HIDDEN = (None, None, None, None, None, "suppressed", "exact", "")


def test_a_share_of_few_is_hidden_with_its_limits_and_its_printed_text(share, county):
    small = figure(share, county, 3, 40, lower_95=2.6, upper_95=19.9, printed="3 of 40", note="Of these 3 left")

    assert withhold(indicator_ids=[share.pk]) == {"small": 1}

    assert shown(small) == (None, None, None, None, 40, "suppressed", "exact", "")
    assert small.note == "Not shown: small numbers (Small groups)."
    kept = WithheldFigure.objects.get()
    assert (kept.value, kept.lower_95, kept.count, kept.printed, kept.note) == (
        7.5,
        2.6,
        3,
        "3 of 40",
        "Of these 3 left",
    )


def test_a_share_of_nearly_all_hides_the_others(share, county):
    large = figure(share, county, 38, 40)

    withhold(indicator_ids=[share.pk])

    assert shown(large)[0] is None


def test_the_count_is_worked_out_where_only_value_and_denominator_are_given(share, county):
    small = figure(share, county, None, 40, value=7.5)

    withhold(indicator_ids=[share.pk])

    assert shown(small)[0] is None


def test_nobody_of_few_stays_a_zero(share, county, rule):
    rule.hides_denominator = True
    rule.save()
    nobody = figure(share, county, 0, 3)

    withhold(indicator_ids=[share.pk])

    assert shown(nobody)[:5] == (0, None, None, 0, None)


def test_a_rule_that_hides_the_count_alone_keeps_no_share_that_gives_it_back(share, county, rule):
    rule.hides_value = False
    rule.save()
    small = figure(share, county, 3, 40)

    withhold(indicator_ids=[share.pk])

    assert shown(small)[0] is None


def test_a_mean_of_few_may_stay_where_the_rule_says_so(county, rule):
    rule.hides_value = False
    rule.save()
    mean = IndicatorFactory(value_type="mean", disclosure_rule=rule)
    small = figure(mean, county, 3, None, value=41.5, lower_95=30.0, upper_95=50.0)

    withhold(indicator_ids=[mean.pk])

    assert shown(small)[:6] == (41.5, None, None, None, None, "published")


def test_rounded_counts_carry_about_and_their_value_follows(share, county, rule):
    rule.rounding_base = 5
    rule.save()
    large = figure(share, county, 37, 81, lower_95=35.0, upper_95=56.0, printed="37 of 81")

    assert withhold(indicator_ids=[share.pk]) == {"rounded": 1}

    assert shown(large) == (100 * 35 / 80, None, None, 35, 80, "published", "about", "")


def test_a_share_that_does_not_follow_from_rounded_numbers_is_hidden(share, county, rule):
    rule.rounding_base = 5
    rule.save()
    figure(share, county, 37, None, value=45.7)

    withhold(indicator_ids=[share.pk])

    assert shown(Observation.objects.get()) == HIDDEN


def test_lifting_the_rule_gives_every_number_back(share, county):
    small = figure(share, county, 3, 40, lower_95=2.6, upper_95=19.9, printed="3 of 40", note="Of these 3 left")
    before, note = shown(small), small.note
    set_rule(indicators=[share], rule=share.disclosure_rule)
    assert Reading.objects.get().value is None

    set_rule(indicators=[share], rule=None)

    assert (shown(small), small.note) == (before, note)
    assert not WithheldFigure.objects.exists()
    assert Reading.objects.get().value == 7.5


def test_a_higher_threshold_hides_more(deaths, county, rule):
    few = figure(deaths, county, 7)
    withhold(indicator_ids=[deaths.pk])
    assert shown(few)[0] == 7

    set_rule(indicators=[deaths], rule=DisclosureRuleFactory(threshold=10))

    assert shown(few)[0] is None


def test_a_document_stays_as_printed_and_a_second_source_does_not_repeat_it(deaths, county):
    series = SeriesFactory(indicator=deaths, area=county)
    document = figure(deaths, county, 3, series=series, refresh=printed_by(), printed="three")
    local = figure(deaths, county, 3, series=series)

    withhold(indicator_ids=[deaths.pk])

    assert (shown(document)[0], document.printed, shown(local)[0]) == (3, "three", None)
    assert {finding.kind for finding in check_disclosure()} == {"small"}


def test_what_a_document_prints_is_not_taken_for_a_hiding_place(deaths, county):
    """Men are in print, so that hiding them elsewhere would be in vain: everybody goes."""
    everybody = figure(deaths, county, 20)
    women = figure(deaths, county, 3, sex="Female")
    men = SeriesFactory(indicator=deaths, area=county, sex="Male")
    local = figure(deaths, county, 17, series=men)
    figure(deaths, county, 17, series=men, refresh=printed_by())

    withhold(indicator_ids=[deaths.pk], seen={})

    assert [shown(each)[0] for each in (everybody, women, local)] == [None, None, 17]
    assert check_disclosure() == []


def test_an_indicator_without_a_rule_is_left_alone(county, django_assert_num_queries):
    free = figure(IndicatorFactory(), county, 3, 40)

    with django_assert_num_queries(1):
        assert bound_by_a_rule([free.series.indicator_id]) == set()
    assert withhold(indicator_ids=[free.series.indicator_id]) == {}
    assert shown(free)[0] == 7.5


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_does_not_grow_with_the_figures(deaths, county, count, django_assert_max_num_queries):
    for year in range(count):
        figure(
            deaths, county, 3, series=SeriesFactory(indicator=deaths, area=county, age=f"{year}"),
            period_start=datetime.date(2021, 1, 1), period_end=datetime.date(2021, 12, 31),
        )  # fmt: skip

    with django_assert_max_num_queries(32):
        assert sum(withhold(indicator_ids=[deaths.pk]).values()) == count


def test_a_reject_repeats_no_small_number(source, file, deaths, county):
    write(
        file,
        row(Indicator_ID="99001", Area_Code=county.code, Value="3x"),
        row(Indicator_ID="99001", Area_Code=county.code, Time_period="2018/19", Value="4",
            **{"Lower_CI_95.0_limit": "1", "Upper_CI_95.0_limit": "2"}),
        row(Indicator_ID="99001", Area_Code=county.code, Time_period="2017/18", Value="30"),
    )  # fmt: skip

    run = refresh(source=source)

    assert list(run.rejects.values_list("value", "reason")) == [
        ("", "This is not a number."),
        ("", "The value is outside its 95% interval, … to …."),
    ]


def test_the_page_and_the_api_say_what_the_rule_is(client, deaths, county):
    figure(deaths, county, 3)
    set_rule(indicators=[deaths], rule=deaths.disclosure_rule)

    page = client.get(f"/indicators/deaths/?areas={county.code}").content.decode()
    rule = client.get("/api/v1/indicators/deaths/").json()["disclosure_rule"]

    assert "a number from 1 to 4 is not shown, nor is any other that would give it back" in page
    assert "Suppressed" in page
    assert (rule["name"], rule["threshold"], rule["rounding_base"]) == ("Small groups", 5, 1)


def test_publishing_a_document_with_small_numbers_needs_a_reason(deaths, county):
    draft = PartnershipFactory(slug="draft", is_published=False)
    figure(deaths, county, 3, refresh=printed_by(draft), printed="3")

    with pytest.raises(PublishingRefused, match="3 is below the threshold of 5"):
        publish_partnership(partnership=draft, by=PersonFactory())
    draft.refresh_from_db()
    assert not draft.is_published

    publish_partnership(partnership=draft, by=PersonFactory(), accept_small_numbers="Printed by the council in May")
    draft.refresh_from_db()
    assert draft.is_published


def test_small_numbers_in_the_words_of_a_document_are_found(share, county):
    draft = PartnershipFactory(is_published=False)
    figure(share, county, 30, 60, refresh=printed_by(draft), printed="50%; 2 of the 30 women")

    assert [(finding.kind, finding.sentence) for finding in check_disclosure(partnership=draft)] == [
        ("printed", "The text gives 2.")
    ]
    assert check_disclosure(partnership=PartnershipFactory()) == []


def test_the_check_finds_what_subtraction_gives_back(deaths, county):
    """As if the sums had been hidden by hand: the small one alone."""
    figure(deaths, county, 20)
    figure(deaths, county, 17, sex="Male")
    women = figure(deaths, county, 3, sex="Female")
    WithheldFigure.objects.create(observation=women, reason="small", value=3, count=3, state="published")
    Observation.objects.filter(pk=women.pk).update(value=None, count=None, state="suppressed")

    assert [(finding.kind, finding.sentence) for finding in check_disclosure()] == [
        ("subtraction", "It can be had back by subtraction.")
    ]


def test_services_without_a_rule_are_advice_alone(county, capsys):
    hubs = IndicatorFactory(value_type="count", scope="service", name="Hubs")
    figure(hubs, county, 3)

    call_command("check_disclosure")

    said = capsys.readouterr().out
    assert "Advice on small numbers:\n  Hubs, Northshire, 2021" in said
    assert said.endswith("No small number that a rule hides can be read.\n")


def test_the_command_ends_with_an_error_where_small_numbers_can_be_read(deaths, county, capsys):
    figure(deaths, county, 3, refresh=printed_by())

    with pytest.raises(CommandError, match="1 small number can be read"):
        call_command("check_disclosure")
    with pytest.raises(CommandError, match="There is no partnership “nowhere”"):
        call_command("check_disclosure", "nowhere")
