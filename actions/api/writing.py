"""What programs send of a progress update, and the refusals of its operations as problems with pointers."""

from contextlib import contextmanager

from rest_framework import exceptions, serializers

from actions.models import Confidence
from actions.models.action import REPORTABLE_STATUSES
from actions.operations import updates
from actions.operations.updates.deciding import REASON_LIMIT
from actions.operations.updates.said import DRAFT_LIMIT, LIMITS
from cdp import privacy
from cdp.api_support import writing

MOST_ROWS = 200
NOT_ALLOWED = "Your role does not allow this. You may read it."
HALF = "A draft may say half of it, and may be longer; when it is sent for approval it must be"


class SaidOfMilestone(writing.Body):
    milestone = writing.WholeNumber(help_text="The id of a milestone of this action.")
    met_on = writing.Day(required=False, allow_null=True, help_text="The day on which it was met.")
    moved_to = writing.Day(required=False, allow_null=True, help_text="The day to which it is moved.")
    reason = writing.Text(required=False, allow_blank=True, max_length=500, help_text="Why it is moved.")

    def validate(self, said):
        if not said.get("met_on") and not said.get("moved_to"):
            raise serializers.ValidationError("Say met_on or moved_to; leave the milestone out where neither is true.")
        return said


class SaidOfMeasure(writing.Body):
    measure = writing.WholeNumber(help_text="The id of a measure of this action.")
    period = writing.Text(max_length=60, help_text="Such as 2025/26 or June 2026.")
    value = writing.Number(max_digits=16, decimal_places=4)
    note = writing.Text(required=False, allow_blank=True, max_length=300)


class UpdateBody(writing.Body):
    """What is said; what is not named stays as it is. Lists are given whole: [] takes all of it back."""

    delivery_status = serializers.ChoiceField(REPORTABLE_STATUSES, required=False, allow_blank=True)
    confidence = serializers.ChoiceField(Confidence.choices, required=False, allow_blank=True)
    narrative = writing.Text(
        required=False, allow_blank=True, help_text=f"What happened. {HALF} {LIMITS['narrative']} characters or fewer."
    )
    next_step = writing.Text(
        required=False, allow_blank=True, help_text=f"What happens next. {LIMITS['next_step']} characters or fewer."
    )
    blocker = writing.Text(
        required=False, allow_blank=True, help_text=f"What is in the way. {LIMITS['blocker']} characters or fewer."
    )
    milestones = serializers.ListField(child=SaidOfMilestone(), required=False, max_length=MOST_ROWS)
    figures = serializers.ListField(child=SaidOfMeasure(), required=False, max_length=MOST_ROWS)

    def validate(self, said):
        _refuse_twice("milestones", [row["milestone"] for row in said.get("milestones", ())])
        _refuse_twice("figures", [(row["measure"], row["period"]) for row in said.get("figures", ())])
        return said


def _refuse_twice(name, keys):
    seen = set()
    for number, key in enumerate(keys):
        if key in seen:
            raise serializers.ValidationError({name: {str(number): ["This is said twice."]}})
        seen.add(key)


class KeepBody(writing.Body):
    keep_personal_data = serializers.ListField(
        child=writing.Text(max_length=64),
        required=False,
        max_length=MOST_ROWS,
        help_text="What looks like personal data and has to stay: the words under `confirm` of an earlier refusal. "
        "That it was kept is recorded with your name.",
    )


class ReturnBody(KeepBody):
    reason = writing.Text(
        max_length=DRAFT_LIMIT, help_text=f"What has to change. {REASON_LIMIT:,} characters or fewer."
    )


@contextmanager
def refusals(*, said=None, texts=None, shown=None, address_of=None):
    """`said` is what was sent, `texts` what was looked through for personal data; `shown` answers how it stands now."""
    try:
        yield
    except updates.NotTheirs as refusal:
        raise exceptions.PermissionDenied(NOT_ALLOWED) from refusal
    except updates.Stale as refusal:
        raise writing.changed_since(shown() if shown else None) from refusal
    except updates.AlreadyOpen as refusal:
        raise writing.InTheWay(str(refusal), address_of(refusal.current)) from refusal
    except updates.WrongState as refusal:
        raise writing.InTheWay(str(refusal)) from refusal
    except updates.NotWhole as refusal:
        raise writing.NotTaken(list(_errors(refusal.errors, said or {}, texts or {}))) from refusal
    except updates.EvidenceRefused as refusal:
        raise writing.NotTaken([{"pointer": "", "detail": str(refusal)}]) from refusal


def _errors(errors, said, texts):
    """With a word to confirm for each thing that may stay once somebody has said that it has to."""
    tokens = {}
    for one in privacy.look(texts, public=[name for name in texts if name != "reason"]):
        if not one.is_refused:
            tokens.setdefault(one.name, []).append(one.token)
    for name, sentence in errors.items():
        entry = {"pointer": pointer_of(name, said), "detail": sentence}
        words = tokens.get(name, ()) if "confirm" in sentence else ()
        yield from [entry | {"confirm": word} for word in words] or [entry]


def pointer_of(name, said):
    """/milestones/0/reason of milestone-7-reason, where 7 is the first milestone that is named."""
    kind, _, rest = name.partition("-")
    places = {"milestone": "milestones", "figure": "figures"}
    if kind not in places or not rest:
        return f"/{name}"
    key, _, part = rest.partition("-")
    one = "milestone" if kind == "milestone" else "measure"
    for number, row in enumerate(said.get(places[kind], ())):
        if str(row[one]) == key:
            return f"/{places[kind]}/{number}" + (f"/{part}" if part else "")
    return f"/{places[kind]}"


def as_said(update):
    """What stands in an update, in the order in which its own address lists it."""
    return {
        "milestones": [{"milestone": row.milestone_id} for row in update.milestones.all()],
        "figures": [{"measure": row.measure_id} for row in update.figures.all()],
    }
