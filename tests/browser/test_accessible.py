"""Every page that the matrix knows, as people of each role find it in Exampleshire: axe, structure, targets, 320 px.

What visitors find is in test_every_page.py.
Which pages a role walks is worked out: those whose content is not what a visitor finds, nor what the lead finds.
"""

import re
from functools import cache

import pytest

from partners.roles import Role
from tests.browser import checks
from tests.browser.sample_world import person
from tests.partners.matrix import PAGES
from tests.partners.matrix_world import SIGNED_OUT, Visitor, reaches
from tests.partners.test_matrix import address_of, routes, rows_of

pytestmark = pytest.mark.django_db

LEAD = Visitor("lead", Role.PARTNERSHIP_LEAD)
# The person of the sample and what the matrix calls them.
OTHERS = {
    "sro": Visitor("sro", Role.SENIOR_RESPONSIBLE_OWNER),
    "data_lead": Visitor("data_lead", Role.DATA_LEAD),
    "board_member": Visitor("board_member", Role.BOARD_MEMBER),
    "lead_officer": Visitor("lead_officer", Role.LEAD_OFFICER),
    "commissioner": Visitor("commissioner", Role.COMMISSIONER),
    "public_involvement_lead": Visitor("public_involvement_lead", Role.PUBLIC_INVOLVEMENT_LEAD),
    "national_reader": Visitor("national_reader", Role.NATIONAL_READER),
    "admin": Visitor("staff"),
}
# Of the account and of coming in: pages that are the same for every role, walked once as the lead.
OF_ONESELF = re.compile(
    r"^(account|mfa|socialaccount|second|change|prove|end-|organisation|confirm|join|sign|mail-|my-)"
)
# What cannot be looked at in a browser: files, and pages that only lead on.
NO_PAGE = {"pack-file", "plan-export", "evidence-file", "admin-password", "my-data", "healthz", "readyz"}
PARTS, HALVES = 14, 2


@cache
def walked():
    """(name, row) of what somebody can look at."""
    named = [(name, row) for name in sorted(PAGES) if name in routes() and name not in NO_PAGE for row in rows_of(name)]
    return [(name, row) for name, row in named if row.get is not None]


def places_of(visitor, sample):
    """{address: name of the page} that this visitor gets an answer at."""
    found = {}
    for name, row in walked():
        is_shared = row.is_shared or not routes()[name][1]
        if reaches(visitor, row.get, sample, is_shared=is_shared):
            try:
                found.setdefault(address_of(name, row, sample), name)
            except AttributeError:
                continue  # of an update's file or a draft's: the sample has none
    return found


def content_of(sample, site, who, address):
    """What this visitor finds in <main> there, asked for once; nothing where no page is."""
    return sample.once((who, address), lambda: _content(site.client.get(address)))


def _content(response):
    """Tokens of forms are new each time."""
    if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
        return ""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r'value="[\w:-]{20,}"', "", main)


def walk(page, addresses):
    """What is wrong on these pages, each in a line, and whether two of them have one title."""
    found, titles = [], {}
    for address in addresses:
        page.goto(address)
        found += [f"{address}: {one}" for one in checks.faults_here(page)]
        # A shared link, and the list of passkeys in one's account, open another page under its title.
        if not address.startswith(("/s/", "/account/passkeys/")):
            titles.setdefault(page.title(), []).append(address)
    return found + [f"one title, {title!r}: {two}" for title, two in titles.items() if len(two) > 1]


@pytest.mark.parametrize("part", range(PARTS))
def test_what_the_lead_finds(sample, browse, part):
    page = browse(person("partnership_lead"))
    addresses = [one for one in places_of(LEAD, sample) if content_of(sample, page.site, LEAD, one)]
    assert len(addresses) > 100

    checks.nothing(walk(page, addresses[part::PARTS]))


@pytest.mark.parametrize("half", range(HALVES))
@pytest.mark.parametrize("key", OTHERS)
def test_what_others_find_otherwise(sample, browse, key, half):
    page, lead, visitor = browse(person(key)), browse(person("partnership_lead")), browse()
    addresses = [
        address
        for address, name in places_of(OTHERS[key], sample).items()
        if not OF_ONESELF.match(name)
        and (content := content_of(sample, page.site, OTHERS[key], address))
        and content
        not in (
            content_of(sample, lead.site, LEAD, address),
            content_of(sample, visitor.site, SIGNED_OUT, address),
        )
    ]
    assert addresses

    checks.nothing(walk(page, addresses[half::HALVES]))
