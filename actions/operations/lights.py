"""A light shown otherwise than its rule says: set with a reason and an end, and taken back. It ends by itself."""

import datetime

from django.db import transaction
from django.utils import timezone

from actions.models import Action, Confidence, DeliveryStatus, LightOverride
from actions.operations.updates.refusals import NotTheirs, NotWhole, WrongState
from actions.operations.updates.said import clean
from actions.queries import may_override
from cdp import audit, privacy, words

REASON_LIMIT = 1_000
LONGEST = 366  # days: a rule that is wrong for longer than a year wants mending, not overriding

Which = LightOverride.Which
# What a light may be set to. Not "complete": that an action is done is reported and approved, never shown by hand.
STATES = {
    Which.DELIVERY: (DeliveryStatus.ON_TRACK.value, DeliveryStatus.AT_RISK.value, DeliveryStatus.LATE.value),
    Which.OUTCOME: ("getting_worse", "worse", "behind", "no_change", "cannot_say", "getting_better", "on_course",
                    "better"),
    Which.CONFIDENCE: tuple(Confidence.values),
}  # fmt: skip


@transaction.atomic
def override_light(*, action, light, state, reason, until, by, instead_of=None, now=None):
    """Show a light as `state` up to and including the day `until`.

    `instead_of` is the override that this person saw in its place, if one held; WrongState where another does by now.
    """
    now = now or timezone.now()
    action = _locked(action, by)
    reason = _judge(light, state, clean(reason), until, on=timezone.localdate(now))
    earlier = action.overrides.filter(light=light, ended_at=None).first()
    standing = earlier if earlier and earlier.until >= timezone.localdate(now) else None
    if standing and (instead_of is None or standing.pk != instead_of.pk):
        raise WrongState(
            f"{standing.set_by} has set this light since you opened the page. Read why before you change it."
        )
    if earlier:
        _end(earlier, by=by, now=now)
    made = action.overrides.create(light=light, state=state, reason=reason, until=until, set_at=now, set_by=by)
    name = made.get_light_display().lower()
    audit.record(
        kind="light.overridden",
        by=by,
        subject=action,
        changes={
            f"{name} light": [standing.state if standing else "as its rule says", state],
            "until": [standing.until if standing else None, until],
        },
        reason=reason,
        now=now,
    )
    return made


@transaction.atomic
def take_back(*, override, by, now=None):
    """From now on the light is as its rule says."""
    now = now or timezone.now()
    action = _locked(override.action, by)
    override = action.overrides.get(pk=override.pk)
    if override.ended_at:
        raise WrongState(f"{override.ended_by} has ended this override on {words.day(override.ended_at)} already.")
    if override.until < timezone.localdate(now):
        raise WrongState(f"This override has ended by itself on {words.day(override.until)}.")
    _end(override, by=by, now=now)
    name = override.get_light_display().lower()
    audit.record(
        kind="light.restored",
        by=by,
        subject=action,
        changes={f"{name} light": [override.state, "as its rule says"]},
        reason=f"It was set because: {override.reason}",
        now=now,
    )
    return override


def _locked(action, by):
    found = Action.objects.current().select_for_update(of=("self",)).select_related("partnership")
    found = found.filter(pk=action.pk).first()
    if found is None or not may_override(by, found.partnership):
        raise NotTheirs(f"{by} may not override the lights of {action.ref}.")
    return found


def _end(override, *, by, now):
    override.ended_at, override.ended_by = now, by
    override.save(update_fields=["ended_at", "ended_by"])


def _judge(light, state, reason, until, *, on):
    errors = dict(privacy.errors({"reason": reason}, public=["reason"], asks=False))
    if state not in STATES[light]:
        errors["state"] = "Select what the light is to show"
    if not reason:
        errors["reason"] = "Say why the light is to be shown otherwise than its rule says"
    elif len(reason) > REASON_LIMIT:
        errors["reason"] = f"The reason must be {REASON_LIMIT:,} characters or fewer"
    if until is None:
        errors["until"] = "Enter the last day on which it holds"
    elif until < on:
        errors["until"] = "The last day on which it holds must be today or later"
    elif until > on + datetime.timedelta(days=LONGEST):
        errors["until"] = f"The last day must be {words.day(on + datetime.timedelta(days=LONGEST))} or earlier"
    if errors:
        raise NotWhole(errors)
    return reason
