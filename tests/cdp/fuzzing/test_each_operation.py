"""Whatever is asked of the API, the answer is one that its document names, and no part of it is somebody else's.

EXAMPLES=50 asks much more, as each caller instead of by turns: see README, Tests.
"""

import pytest
from django.test import Client
from schemathesis import GenerationMode

from tests.cdp.fuzzing.asking import EXAMPLES, ROOT, Operation, labels
from tests.cdp.fuzzing.world import FOREIGN, MARK

pytestmark = pytest.mark.django_db
MARKED = ("documents", "strategies", "priorities", "recommendations", "actions", "progress-updates", "meetings")
SYSTEMATIC, DRAWN, ROUNDS = (20 * EXAMPLES, EXAMPLES, 2) if EXAMPLES else (12, 3, 1)


def by_turns(world, number):
    return world.callers[number % len(world.callers)]


def askers(world, number):
    """Who asks the request of this number: everybody in a long run, else one after the other."""
    return world.callers if EXAMPLES else [by_turns(world, number)]


@pytest.mark.parametrize("label", labels())
def test_each_answer_is_as_the_document_says(world, asker, tell, label):
    operation = Operation(label, world)

    for number, case in enumerate(operation.systematic(SYSTEMATIC)):
        asker.ask(case, by_turns(world, number))
    for number, case in enumerate(operation.drawn(GenerationMode.NEGATIVE, DRAWN)):
        for caller in askers(world, number):
            asker.ask(case, caller)
    for number, case in enumerate(operation.drawn(GenerationMode.POSITIVE, DRAWN * 2)):
        operation.if_match(operation.of(world.open, operation.settled(case), number))
        for caller in askers(world, number):
            asker.ask(case, caller, is_sound=True)

    tell(asker.figures)
    if told := asker.told():
        pytest.fail(told, pytrace=False)


@pytest.mark.parametrize("label", [label for label in labels() if "{" in label])
def test_what_is_foreign_is_not_there(world, asker, tell, label):
    operation = Operation(label, world)
    if operation.noun not in world.foreign or not world.foreign[operation.noun]:
        pytest.skip("It belongs to nobody.")

    cases = operation.drawn(GenerationMode.POSITIVE, ROUNDS * 2)
    for number, case in enumerate(cases):
        operation.if_match(operation.of(world.foreign, operation.settled(case), number))
        for caller in askers(world, number):
            if not caller.sees_foreign:
                asker.is_refused(case, caller, asker.ask(case, caller))

    tell(asker.figures)
    if told := asker.told():
        pytest.fail(told, pytrace=False)


def test_the_marks_that_nobody_else_may_read_are_read_by_those_who_may(world):
    lead = next(caller for caller in world.callers if caller.name == "foreign lead")

    answers = {noun: Client().get(f"{ROOT}{noun}/?partnership={FOREIGN}", headers=lead.headers) for noun in MARKED}

    assert [noun for noun, answer in answers.items() if MARK not in answer.content.decode()] == []
