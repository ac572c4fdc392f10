"""Which pages can be shared, by whom and until when; and what is taken out of the finished page."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.operations import sharing
from actions.shared import drawing, pages
from tests.factories import PartnershipFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


# Making --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/northshire/audit/", "/northshire/people/", "/northshire/sharing/", "/my/", "/", "/southshire/", "/s/x/",
        "/northshire/actions/", "nonsense", "", "/indicators/deaths/", "/northshire/actions/1.1/report/", "/admin/",
        "/northshire/?" + "x" * 600,
    ],
)  # fmt: skip
def test_only_some_pages_of_the_partnership_can_be_shared(partnership, path):
    PartnershipFactory(slug="southshire")

    with pytest.raises(pages.NotShareable):
        pages.path_of(path, partnership)


def test_a_whole_address_is_understood(partnership):
    assert pages.path_of(" https://cdp.example/northshire/?priority=P1#x ", partnership) == "/northshire/?priority=P1"


@pytest.mark.parametrize("days", [-1, 91])
def test_a_link_works_for_ninety_days_at_most(partnership, shared, days):
    with pytest.raises(ValidationError):
        shared(last_day=TODAY() + datetime.timedelta(days=days))


@pytest.mark.parametrize("who", ["viewer", "data_lead", "lead_officer", "stranger"])
def test_others_can_neither_make_nor_revoke(partnership, shared, request, who):
    link, _ = shared()
    person = request.getfixturevalue(who)

    with pytest.raises(sharing.NotTheirs):
        sharing.make_link(partnership=partnership, path="/northshire/", label="x", last_day=TODAY(), by=person)
    with pytest.raises(sharing.NotTheirs):
        sharing.revoke_link(link=link, by=person)


def test_so_many_links_and_no_more(partnership, shared, monkeypatch):
    monkeypatch.setattr(sharing, "MOST_LINKS", 1)
    shared()

    with pytest.raises(sharing.TooMany):
        shared()


# The finished page ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a class="govuk-link x" href="/a/">Go <b>on</b></a>', "<span>Go <b>on</b></span>"),
        ('<a class="large" href="/a/">Go</a>', '<span class="large">Go</span>'),
        ('<p class="x cdp-screen">CSV</p><div class="cdp-screen">d</div>', '<div class="cdp-screen">d</div>'),
        ('<a id="here" href="/a/">Go</a>', '<span id="here">Go</span>'),
        ('<a href="#top">Up</a>', '<a href="#top">Up</a>'),
        ('<a class="govuk-button" href="/a/">Report</a>', ""),
        ('<a href="?format=csv">CSV</a>', ""),
        ('<a href="//evil.example">x</a><a>y</a>', "<span>x</span><span>y</span>"),
        ('<form method="get"><a href="/b/">b</a></form>c', "c"),
        ("<abbr>a</abbr><article>b</article>", "<abbr>a</abbr><article>b</article>"),
        ("", ""),
    ],
)
def test_ways_out_are_taken_out(before, after):
    assert drawing.without_ways_out(before) == after
