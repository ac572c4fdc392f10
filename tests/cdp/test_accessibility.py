"""The accessibility statement says what its list says, and the list cannot say too little."""

import datetime

import pytest
import yaml
from bs4 import BeautifulSoup
from pydantic import ValidationError

from cdp import accessibility

pytestmark = pytest.mark.django_db
LIST = yaml.safe_load(accessibility.FILE.read_text("utf-8"))


def text_of(client):
    return BeautifulSoup(client.get("/accessibility/").content, "html.parser").find("main").get_text(" ", strip=True)


def read(**changed):
    return accessibility.read(yaml.safe_dump(LIST | changed))


def test_every_issue_is_told_with_all_that_is_known_of_it(client):
    said = text_of(client)

    for issue in accessibility.statement().issues:
        for part in (issue.title, issue.where, issue.who, issue.workaround, *issue.criteria_words):
            assert part in said


def test_it_says_what_the_law_wants_said(client):
    said = text_of(client)

    assert "partially compliant with the Web Content Accessibility Guidelines version 2.2, level AA" in said
    assert "Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018" in said
    assert "Equality Advisory and Support Service" in said
    assert "prepared on 22 November 2026 and last reviewed on" in said


def test_no_issue_is_past_its_date_when_the_list_is_reviewed():
    """Mend it, or say until when; then set reviewed_on anew."""
    statement = accessibility.statement()

    assert [one.title for one in statement.issues if one.mend_by and one.mend_by <= statement.reviewed_on] == []
    assert statement.prepared_on <= statement.reviewed_on


def test_a_date_that_has_passed_is_told(client, monkeypatch):
    late = LIST["issues"][0] | {"mend_by": datetime.date(2020, 1, 1)}
    monkeypatch.setattr("cdp.views.statement", lambda: read(issues=[late]))

    assert "1 January 2020 (this date has passed)" in text_of(client)


def test_without_an_issue_it_says_so(client, monkeypatch):
    monkeypatch.setattr("cdp.views.statement", lambda: read(issues=[], conformance="full"))

    said = text_of(client)

    assert "fully compliant" in said
    assert "We know of nothing at present." in said


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"criteria": ["9.9.9"]}, "criteria"),
        ({"criteria": []}, "criteria"),
        ({"mend_by": None}, "mend_by"),
        ({"reason": "disproportionate"}, "why"),
        ({"workaround": ""}, "workaround"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_an_issue_that_says_too_little_is_refused(changed, told):
    with pytest.raises(ValidationError, match=told):
        read(issues=[LIST["issues"][0] | changed])


def test_nobody_claims_to_comply_in_full_with_a_failure_on_the_list():
    with pytest.raises(ValidationError, match="not fully compliant"):
        read(conformance="full")
