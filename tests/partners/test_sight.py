"""What a board sees does not depend on who asks in its name."""

import pytest

from indicators.models import Source
from partners.models import Partnership
from partners.roles import Permission
from partners.sight import BoardOf
from tests.factories import DocumentFactory, PartnershipFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnerships():
    return {
        "own": PartnershipFactory(is_published=False),
        "published": PartnershipFactory(is_published=True),
        "other": PartnershipFactory(is_published=False),
    }


def test_a_board_sees_its_own_and_what_is_published(partnerships):
    seen = Partnership.objects.visible_to(BoardOf(partnerships["own"]))

    assert set(seen) == {partnerships["own"], partnerships["published"]}


@pytest.mark.parametrize("permission", [each for each in Permission if each != Permission.VIEW])
def test_a_sight_may_do_nothing(partnerships, permission):
    assert not Partnership.objects.where(BoardOf(partnerships["own"]), permission).exists()


def test_a_board_reads_what_its_own_documents_print_and_no_other_board_s(partnerships):
    sources = {
        name: SourceFactory(kind="document", document=DocumentFactory(partnership=one))
        for name, one in partnerships.items()
    }

    seen = set(Source.objects.visible_to(BoardOf(partnerships["own"])).filter(document__isnull=False))

    assert seen == {sources["own"], sources["published"]}
