"""The lights of one action as they are shown and as their rules have them, and all that was ever overridden."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from actions.delivery import Light
from actions.models import LightOverride
from actions.presenters import lights
from actions.presenters.action import full_actions
from cdp import words


@dataclass(frozen=True)
class Shown:
    key: str
    title: str
    light: Light
    standing: LightOverride | None

    @property
    def ruled(self):
        return self.light.by_rule or self.light


@dataclass(frozen=True)
class LightsPage:
    lights: Sequence[Shown]
    past: Sequence[tuple]  # (override, what it showed, how it ended)


def lights_page(action, *, user, on):
    full = full_actions(action.partnership, user=user, on=on).get(pk=action.pk)
    facts = [lights.facts_of(measure) for measure in full.measures.all()]
    every = list(action.overrides.select_related("set_by", "ended_by").order_by("-set_at", "-pk"))
    standing = {one.light: one for one in every if one.ended_at is None and one.until >= on}
    found = {
        LightOverride.Which.DELIVERY: lights.delivery_of(full, on=on),
        LightOverride.Which.OUTCOME: lights.outcome_shown(full, facts, on=on),
        LightOverride.Which.CONFIDENCE: lights.confidence_of(full, on=on),
    }
    return LightsPage(
        lights=[Shown(key.value, key.label, light, standing.get(key)) for key, light in found.items()],
        past=[
            (one, lights.word_of(one.light, one.state), _ending(one)) for one in every if one not in standing.values()
        ],
    )


def _ending(one):
    """An override that was replaced after its last day had still ended by itself."""
    if one.ended_at is None or timezone.localdate(one.ended_at) > one.until:
        return f"Ended by itself after {words.day(one.until)}"
    return f"Ended by {one.ended_by.name} on {words.day(one.ended_at)}"
