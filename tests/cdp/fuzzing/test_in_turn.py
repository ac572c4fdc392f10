"""Requests one after the other, each with what the one before answered: found in a list, opened, changed, sent."""

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import settings
from schemathesis.specs.openapi import checks as openapi

from tests.cdp.fuzzing.asking import EXAMPLES, ONE_RUN, Operation, schema
from tests.cdp.fuzzing.callers import NAMES

pytestmark = pytest.mark.django_db
SCENARIOS, STEPS = (EXAMPLES, 15) if EXAMPLES else (4, 10)
WRITERS = ("lead officer", "partnership lead", "session of the lead", "token for writing", "program")
CHECKS = [openapi.use_after_free, openapi.ensure_resource_availability]


def machine(world, asker, caller):
    class InTurn(schema().as_state_machine()):
        """What a scenario changes stands until its end."""

        def setup(self):
            cache.clear()
            self.begun = 0
            self.scenario = transaction.atomic()
            self.scenario.__enter__()

        def teardown(self):
            transaction.set_rollback(True)
            self.scenario.__exit__(None, None, None)

        def step(self, input):  # noqa: A002, as it is called there
            """What no earlier answer gave is taken from what there is."""
            case = input.case
            if case.meta.generation.mode.is_positive:
                operation = Operation(case.operation.label, world)
                operation.if_match(operation.settled(case))
                if not input.is_applied:
                    self.begun += 1
                    operation.of(world.open, case, self.begun)
            return super().step(input)

        def call(self, case, **options):
            return asker.ask(case, caller, is_kept=True)

        def validate_response(self, response, case, additional_checks=None, **options):
            """What asker.ask() has not looked at: whether the answers fit together."""
            asker.check(case, caller, response, CHECKS, recorder=self.recorder)

    return InTurn


@pytest.mark.parametrize("name", NAMES)
def test_answers_that_follow_on_one_another_fit_together(world, asker, tell, name):
    caller = next(caller for caller in world.callers if caller.name == name)

    machine(world, asker, caller).run(settings=settings(ONE_RUN, max_examples=SCENARIOS, stateful_step_count=STEPS))

    tell(asker.figures)
    done = sum(number for (_, status), number in asker.figures.answers.items() if status < 300)
    assert done or name not in WRITERS
    if told := asker.told():
        pytest.fail(told, pytrace=False)
