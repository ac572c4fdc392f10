"""A published partnership, and one beside it that is not: everything that is written there bears a mark."""

from contextlib import suppress
from dataclasses import dataclass, field

from django.apps import apps
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import Value
from django.db.models.functions import Cast, Concat

from actions.models import ActionAgency, Meeting
from actions.operations import updates
from partners.models import Partnership
from tests import factories as make
from tests.cdp.api_rows import OF_A_PARTNERSHIP, ROWS
from tests.cdp.fuzzing import callers

MARK = "Zqxjkv"
OWN, FOREIGN = "northshire", "southshire"
SAID = {"delivery_status": "at_risk", "confidence": "some_doubt", "narrative": "One clinic has opened."}
SAID |= {"next_step": "Open the second.", "blocker": "No landlord so far."}
# What everybody may read: no partnership owns it.
SHARED = {
    "partners.Agency", "partners.AgencyAlias", "indicators.Area", "indicators.Outcome", "indicators.FrameworkMetric",
    "indicators.Indicator", "indicators.Series", "indicators.NeighbourGroup", "indicators.Neighbour",
    "indicators.DisclosureRule",
}  # fmt: skip
# What other rows or rules hang on, and is no text that anybody wrote.
NO_TEXT = {
    "slug", "ref", "code", "sha256", "prefix", "digest", "password", "period", "kind", "uid", "number", "storage_name",
    "spark",
}  # fmt: skip


@dataclass
class World:
    callers: list
    # {noun: its ids}: of what everybody may see, and of what only the foreign partnership's own people may.
    open: dict = field(default_factory=dict)
    foreign: dict = field(default_factory=dict)
    # {(noun, parameter): values that occur}
    values: dict = field(default_factory=dict)


def build():
    """In the transaction of the caller."""
    own = make.PartnershipFactory(slug=OWN, name="Northshire", short_name="Northshire")
    foreign = make.PartnershipFactory(slug=FOREIGN, is_published=False)
    agency = make.AgencyFactory(slug="northshire-probation")
    make.SeatFactory(partnership=own, agency=agency)
    everybody = callers.make_all(own, foreign, agency)
    _fill(own)
    before = _last_rows()
    Partnership.objects.filter(pk=foreign.pk).update(name=f"{MARK} Partnership", short_name=f"{MARK}")
    _fill(foreign)
    # Rows that were made on the way have partnerships of their own.
    Partnership.objects.filter(pk__gt=before[Partnership]).update(is_published=False)
    _mark_since(before)
    for noun, rows in ROWS.items():
        if noun not in OF_A_PARTNERSHIP:
            rows()
    _updates_in_every_state(own, agency, by=everybody)
    return World(everybody)


def _fill(partnership):
    for make_row in OF_A_PARTNERSHIP.values():
        make_row(partnership=partnership)
        # A board does not meet twice on a day under one title.
        Meeting.objects.update(title=Concat(Value("Meeting "), Cast("pk", models.CharField())))
    make.FootprintFactory(partnership=partnership)
    make.PrincipleFactory(partnership=partnership)


def _updates_in_every_state(own, agency, *, by):
    """So that there is something to send, to approve and to send back."""
    people = {caller.name: caller.person for caller in by}
    officer, lead = people["lead officer"], people["partnership lead"]
    for number, state in enumerate(("draft", "draft", "submitted", "submitted", "returned", "none", "none")):
        action = make.ActionFactory(partnership=own, ref=f"9.{number}")
        ActionAgency.objects.create(action=action, agency=agency)
        make.MilestoneFactory(action=action)
        make.MeasureFactory(action=action)
        if state == "none":
            continue
        update = updates.begin(action=action, by=officer, **SAID)
        updates.add_evidence(update=update, by=officer, title="Minutes", strength="document", link="https://a.example")
        update.refresh_from_db()
        if state != "draft":
            update = updates.submit(update=update, version=update.version, by=officer)
        if state == "returned":
            updates.send_back(update=update, version=update.version, by=lead, reason="Which clinic?")


def own_models():
    for app in ("partners", "indicators", "actions"):
        yield from apps.get_app_config(app).get_models()


def _last_rows():
    return {model: model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0 for model in own_models()}


def _mark_since(before):
    """All text of the rows that have come since is other text, as far as it can be."""
    for model, last in before.items():
        if model._meta.label in SHARED:
            continue
        rows = model._base_manager.filter(pk__gt=last)
        names = {each.name for each in model._meta.fields}
        if owner := next((name for name in ("partnership", "document") if name in names), ""):
            # What belongs to none is everybody's.
            rows = rows.exclude(**{owner: None})
        for each in model._meta.concrete_fields:
            if not _is_text(each):
                continue
            for number, pk in enumerate(rows.exclude(**{each.name: ""}).values_list("pk", flat=True)):
                text = f"{MARK}{number} {model._meta.model_name}"[: each.max_length or 60]
                with suppress(IntegrityError, DataError), transaction.atomic():
                    model._base_manager.filter(pk=pk).update(**{each.name: text})


def _is_text(each):
    return (
        type(each) in (models.CharField, models.TextField)
        and not each.choices
        and not each.unique
        and each.name not in NO_TEXT
        and (each.max_length or 60) >= 10
    )
