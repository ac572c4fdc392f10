"""Laws: a workbook that was not filled in changes nothing, and one that was changes exactly that."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from actions.operations import updates
from actions.operations.updates import said
from actions.workbook import layout
from actions.workbook.applying import apply
from actions.workbook.checking import check
from tests.actions.updates.story import again
from tests.actions.workbook.filling import downloaded, filled, said_in, uploaded

pytestmark = pytest.mark.django_db
FEW = settings(
    derandomize=True,
    deadline=None,
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# What a person can type; no digits, so that nothing looks like a number by which somebody could be known.
TEXT = some.text(
    some.one_of(some.sampled_from("=+-@'\n\t _x<>&\"🏠é"), some.characters(categories=["L", "P", "Zs"])), max_size=40
)
WORDS = {
    **{key: some.sampled_from(["", *choices]) for key, choices in layout.CHOICES.items()},
    **dict.fromkeys(said.TEXTS, TEXT),
}
UPDATE = some.fixed_dictionaries(WORDS)


def begun(action, by, words):
    """The open update says these words and no others."""
    update = updates.start(action=action, by=by)
    return updates.save(update=update, version=update.version, by=by, **words)


@FEW
@given(words=some.lists(UPDATE, min_size=2, max_size=2))
def test_downloaded_and_uploaded_it_changes_nothing(partnership, agency, action, second, lead_officer, words):
    for one, told in zip((action, second), words, strict=True):
        begun(one, lead_officer, told)

    found = check(uploaded(partnership, downloaded(partnership, agency), lead_officer))

    assert (found.problems, found.clashes, found.changes) == ([], [], [])
    assert len(found.unchanged) == 2


@FEW
@given(before=UPDATE, edits=some.fixed_dictionaries({}, optional=WORDS), others=UPDATE)
def test_what_is_filled_in_arrives_and_nothing_else(
    partnership, agency, action, second, lead_officer, before, edits, others
):
    update, other = begun(action, lead_officer, before), begun(second, lead_officer, others)
    # openpyxl, which fills it in here, takes _x0041_ for an A; Excel does not.
    edits = {key: text.replace("_x", "_") for key, text in edits.items()}
    cells = {("1.1", key): layout.cell_of(key, text) for key, text in edits.items()}
    after = {**before, **edits}
    expected = {
        key: (layout.cell_of(key, said.clean(before[key])), layout.cell_of(key, said.clean(text)))
        for key, text in edits.items()
        if said.clean(before[key]) != said.clean(text)
    }

    batch = uploaded(partnership, filled(downloaded(partnership, agency), cells), lead_officer)

    found = check(batch)
    assert said_in(found) == ({"1.1": expected} if expected else {})
    if expected:
        apply(batch=batch, seen=found.seen, by=lead_officer, submit=False)
        now = again(update)
        assert {key: getattr(now, key) for key in WORDS} == {key: said.clean(text) for key, text in after.items()}
    assert again(other).version == other.version
