"""Writing what a figure means, and taking it back. What was said before stays in the record."""

from django.db import transaction
from django.utils import timezone

from actions.commentary import places
from actions.models import Commentary
from actions.operations.updates.refusals import NotTheirs, NotWhole, WrongState
from actions.operations.updates.said import clean
from cdp import audit, privacy
from partners.models import Partnership
from partners.roles import Permission

LIMIT = 600


@transaction.atomic
def write(*, partnership, series, text, claim, words, by, instead_of=None, kept=(), now=None) -> Commentary:
    """`words` are what the places are filled with at this moment ({place: words}); a place that they lack is refused.

    `instead_of` is the commentary that this person saw in its place; WrongState where another stands by now.
    """
    now = now or timezone.now()
    partnership = _locked(partnership, by)
    text = _judge(clean(text), claim, words, kept)
    earlier = standing(partnership, series)
    if (earlier and earlier.pk) != (instead_of and instead_of.pk):
        raise WrongState("Somebody else has written here since you opened the page. Read it before you change it.")
    if earlier:
        _end(earlier, now)
    made = Commentary.objects.create(
        partnership=partnership, series=series, text=text, claim=claim, said=dict(words), written_at=now, written_by=by
    )
    audit.record(
        kind="commentary.written",
        by=by,
        subject=made,
        partnership=partnership,
        changes={"text": [earlier.text if earlier else "", text], "claim": [earlier.claim if earlier else "", claim]},
        now=now,
    )
    privacy.tell_of_kept(
        texts={"text": text}, public=("text",), kept=kept, subject=made, by=by, partnership=partnership, now=now
    )
    return made


@transaction.atomic
def take_back(*, commentary, by, now=None):
    """From now on nothing is said of this figure."""
    now = now or timezone.now()
    partnership = _locked(commentary.partnership, by)
    found = standing(partnership, commentary.series)
    if found is None or found.pk != commentary.pk:
        raise WrongState("This commentary does not stand any more.")
    _end(found, now)
    audit.record(
        kind="commentary.taken_back",
        by=by,
        subject=found,
        partnership=partnership,
        changes={"text": [found.text, ""]},
        now=now,
    )


def standing(partnership, series):
    found = Commentary.objects.filter(partnership=partnership, series=series, replaced_at__isnull=True)
    return found.select_related("written_by").first()


def _locked(partnership, by):
    allowed = Partnership.objects.where(by, Permission.WRITE_COMMENTARY).filter(pk=partnership.pk)
    found = Partnership.objects.select_for_update().filter(pk__in=allowed.values("pk")).first()
    if found is None:
        raise NotTheirs(f"{by} may not write commentaries of {partnership}.")
    return found


def _end(commentary, now):
    commentary.replaced_at = now
    commentary.save(update_fields=["replaced_at"])


def _judge(text, claim, words, kept):
    errors = dict(privacy.errors({"text": text}, public=["text"], kept=kept))
    if not text:
        errors["text"] = "Say what the figure means"
    elif len(text) > LIMIT:
        errors["text"] = f"The words must be {LIMIT:,} characters or fewer"
    else:
        try:
            empty = [name for name in places.used(text) if not words.get(name)]
        except places.PlacesRefused as refusal:
            errors["text"] = str(refusal)
        else:
            if empty:
                errors["text"] = f"Nothing fills {{{empty[0]}}} here: {places.PLACES[empty[0]]} is not known"
    if claim and claim not in places.CLAIMS:
        errors["claim"] = "Select what your words say"
    if errors:
        raise NotWhole(errors)
    return text
