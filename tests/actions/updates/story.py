"""What the tests of updates share: words that are whole, and an update brought to any state."""

from actions.models import ProgressUpdate
from actions.operations import updates

SAID = {
    "delivery_status": "at_risk",
    "confidence": "some_doubt",
    "narrative": "The first clinic has opened.",
    "next_step": "Open the second",
    "blocker": "No rooms",
}


def submitted(action, by, **said):
    update = updates.save_on(action=action, version=0, by=by, **{**SAID, **said})
    return updates.submit(update=update, version=update.version, by=by)


def returned(action, by, lead, reason="Which clinic?"):
    update = submitted(action, by)
    return updates.send_back(update=update, version=update.version, reason=reason, by=lead)


def approved(action, by, lead, **said):
    update = submitted(action, by, **said)
    return updates.approve(update=update, version=update.version, by=lead)


def again(update):
    return ProgressUpdate.objects.get(pk=update.pk)


def moves_of(update):
    return list(update.moves.order_by("pk").values_list("from_state", "to_state", "moved_by__name", "reason"))
