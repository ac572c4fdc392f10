"""Search: everybody finds what they may see, and nothing of what they may not."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cdp.search import finding
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    IndicatorFactory,
    MembershipFactory,
    PartnershipFactory,
    PersonFactory,
    ProgressUpdateFactory,
    RecommendationFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db
WORD = "zopiclone"


@pytest.fixture
def everything(partnership):
    """One of each kind that holds the word."""
    action = ActionFactory(partnership=partnership, ref="1.1", title=f"Tell people of {WORD}")
    SeatFactory(partnership=partnership, agency=AgencyFactory(name=f"The {WORD} project"))
    return {
        "recommendations": RecommendationFactory(partnership=partnership, ref="R1", title=f"Warn of {WORD}"),
        "actions": action,
        "updates": ProgressUpdateFactory(action=action, state="approved", narrative=f"Posters on {WORD} are up"),
        "indicators": IndicatorFactory(name=f"Deaths from {WORD}"),
        "agencies": None,
    }


def search(client, question, slug=None, **more):
    address = reverse("search-partnership", args=[slug]) if slug else reverse("search")
    return client.get(address, {"q": question, **more})


def kinds(response):
    return [one.kind for one in response.context["found"] if one.hits]


def test_one_question_finds_all_kinds(client, everything):
    assert kinds(search(client, WORD)) == list(everything)
    assert kinds(search(client, WORD.upper(), "northshire")) == list(everything)


def test_what_is_found_is_marked_and_leads_to_its_page(client, everything):
    page = search(client, WORD).content.decode()

    assert f"<mark>{WORD}</mark>" in page
    assert everything["updates"].get_absolute_url() in page


@pytest.mark.parametrize("who", ["nobody", "stranger", "member"])
def test_what_is_not_published_is_found_by_its_members_alone(client, everything, partnership, who):
    partnership.is_published = False
    partnership.save()
    if who != "nobody":
        person = PersonFactory()
        client.force_login(person)
        if who == "member":
            MembershipFactory(user=person, partnership=partnership)

    found = kinds(search(client, WORD))

    assert found == (list(everything) if who == "member" else ["indicators"])
    assert search(client, WORD, "northshire").status_code == (200 if who == "member" else 404)


@pytest.mark.parametrize("state", ["is_draft", "is_submitted", "is_returned"])
def test_an_update_is_found_once_it_is_approved(client, action, partnership_lead, state):
    ProgressUpdateFactory(action=action, narrative=WORD, **{state: True})
    client.force_login(partnership_lead)

    assert kinds(search(client, WORD)) == []


def test_what_is_archived_is_not_found(client, everything):
    archived = {"archived_at": timezone.now(), "archived_by": PersonFactory(), "archive_reason": "Done"}
    for kind in ("actions", "recommendations"):
        type(everything[kind]).objects.filter(pk=everything[kind].pk).update(**archived)

    assert kinds(search(client, WORD)) == ["indicators", "agencies"]


def test_one_partnership_does_not_find_the_others(client, everything):
    other = PartnershipFactory(slug="southshire")

    assert kinds(search(client, WORD, other.slug)) == ["indicators"]


@pytest.mark.parametrize(
    ("question", "finds"),
    [
        ("methadone", True),
        ("OAT", True),
        ("opioid agonist treatment clinic", True),
        ('"methadone"', False),
        ("clinic", True),
        ("clinics", False),
        ("2.4", True),
        ("2", False),
        ("R2", False),
    ],
)
def test_synonyms_references_and_all_words(client, partnership, question, finds):
    ActionFactory(partnership=partnership, ref="EXA-2.4", title="Open an OST clinic at low cost")

    assert ("actions" in kinds(search(client, question))) is finds


def test_an_abbreviation_is_not_found_within_a_word(client, partnership):
    ActionFactory(partnership=partnership, title="Lower the cost")

    assert kinds(search(client, "OST")) == []


def test_a_hit_in_the_title_comes_before_one_in_the_text(client, partnership):
    ActionFactory(partnership=partnership, title="Second", note=WORD, position=1)
    ActionFactory(partnership=partnership, title=f"First {WORD}", position=2)

    (found,) = (one for one in search(client, WORD).context["found"] if one.kind == "actions")

    assert ["".join(piece for piece, _ in hit.title).split()[1] for hit in found.hits] == ["First", "Second"]


@pytest.mark.parametrize(
    "question",
    [
        "%",
        "_%",
        "'; drop table",
        "(a+)+$",
        "[a-",
        "\\",
        "a\x00b",
        "🙂🙂",
        "שלום",
        "*.*",
        "ab\\c",
        "a^b",
        "a]b",
        "=cmd|x",
    ],
    ids=range(14),
)
def test_odd_letters_are_looked_for_and_break_nothing(client, everything, question):
    assert search(client, question).status_code == 200


def test_a_letter_of_a_pattern_is_a_letter(client, partnership):
    ActionFactory(partnership=partnership, title="Reach 50% of them")
    ActionFactory(partnership=partnership, title="Reach 501 of them")

    (found,) = (one for one in search(client, "50%").context["found"] if one.kind == "actions")

    assert len(found.hits) == 1


def test_what_cannot_be_asked_is_said_at_the_box_and_kept_in_it(client):
    response = search(client, "x" * 101)

    page = response.content.decode()
    assert "100 characters or fewer. You entered 101." in page
    assert f'value="{"x" * 101}"' in page


def test_an_unknown_kind_is_refused_with_those_there_are(client):
    response = search(client, WORD, kind="people")

    assert response.status_code == 400
    assert "recommendations, actions, updates" in response.content.decode()


def test_of_a_kind_more_are_shown_on_its_own(client, partnership):
    for number in range(finding.SHOWN + 1):
        ActionFactory(partnership=partnership, title=f"{WORD} {number}")

    few, all_of_them = search(client, WORD), search(client, WORD, kind="actions")

    assert "More actions" in few.content.decode()
    assert len(all_of_them.context["found"][0].hits) == finding.SHOWN + 1


@pytest.mark.parametrize("number", [1, 3])
def test_it_makes_the_same_queries_for_any_number(client, partnership, number, django_assert_num_queries):
    for _ in range(number):
        action = ActionFactory(partnership=partnership, title=WORD)
        ProgressUpdateFactory(action=action, state="approved", narrative=WORD)
        RecommendationFactory(partnership=partnership, title=WORD)
        IndicatorFactory(name=WORD)
        SeatFactory(partnership=partnership, agency=AgencyFactory(name=f"{WORD} {_}"))

    with django_assert_num_queries(6):
        assert search(client, WORD, "northshire").status_code == 200
