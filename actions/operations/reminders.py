"""The plan of reminders, as a partnership lead sets it."""

from django.db import transaction

from actions.models import ReminderPlan
from cdp import audit

FIELDS = (
    "is_on", "days_before", "days_after", "days_between", "deputy_after", "board_member_after", "lead_after", "subject",
    "opening",
)  # fmt: skip


@transaction.atomic
def set_plan(*, partnership, by, **said) -> ReminderPlan:
    """It holds from the next night on."""
    plan, _ = ReminderPlan.objects.select_for_update(of=("self",)).get_or_create(partnership=partnership)
    before = audit.snapshot(plan, FIELDS)
    for name, what in said.items():
        if name not in FIELDS:
            raise TypeError(f"A plan of reminders says nothing of {name}.")
        setattr(plan, name, what)
    plan.validate_constraints()
    plan.save()
    if changes := audit.differences(before, plan):
        audit.record(kind="reminders.changed", by=by, subject=partnership, partnership=partnership, changes=changes)
    return plan
