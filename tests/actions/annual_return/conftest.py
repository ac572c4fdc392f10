import pytest

from actions.annual_return import answers
from actions.operations import annual_returns as returns
from cdp.papers import formats
from partners.roles import Role
from tests.factories import MembershipFactory

OWN = {"involvement": "Through a panel.", "works": "Mostly", "meaning": "Fewer people die."}


@pytest.fixture(autouse=True)
def _one_format(monkeypatch):
    monkeypatch.setattr(formats, "FORMATS", {"json": formats.FORMATS["json"]})


@pytest.fixture
def sro(partnership):
    person = MembershipFactory(partnership=partnership, role=Role.SENIOR_RESPONSIBLE_OWNER).user
    person.name = "Sue Owner"
    person.save()
    return person


@pytest.fixture
def begun(partnership, partnership_lead):
    return returns.begin(partnership=partnership, form="partnership-return", year="2025/26", by=partnership_lead)


@pytest.fixture
def whole(begun, partnership_lead):
    """Every question that the record does not answer is answered."""
    parts = answers.answered(begun)
    said = {one.question.key: "1" if one.question.type == "number" else "Something."
            for part in parts for one in part.answers if one.is_lacking} | OWN  # fmt: skip
    return returns.save(found=begun, version=1, answers=said, by=partnership_lead)


def seen(found):
    return answers.digest_of(answers.answered(found))
