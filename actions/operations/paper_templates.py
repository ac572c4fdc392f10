"""A council's own Word files, whose styles its packs take: looked at, kept, put away."""

from django.db import transaction
from django.utils import timezone

from actions.models import PaperTemplate
from actions.operations.packs import may_freeze
from actions.operations.updates.refusals import NotTheirs, NotWhole, WrongState
from actions.operations.updates.said import clean
from cdp import audit
from cdp.papers import templates
from cdp.papers.content import hash_of

NAME_LIMIT = 100


def add_template(*, partnership, name, data, by, now=None):
    """(the template, what it brings in sentences); NotWhole says why a file cannot be taken."""
    if not may_freeze(by, partnership):
        raise NotTheirs(f"{by} does not put packs of {partnership} together.")
    name, errors, brings = clean(name), {}, []
    if not name:
        errors["name"] = "Enter a name"
    elif len(name) > NAME_LIMIT:
        errors["name"] = f"The name must be {NAME_LIMIT} characters or fewer"
    try:
        brings = templates.check(data)
    except templates.TemplateRefused as refusal:
        errors["file"] = str(refusal)
    if errors:
        raise NotWhole(errors)
    with transaction.atomic():
        type(partnership).objects.select_for_update(no_key=True, of=("self",)).get(pk=partnership.pk)
        if partnership.paper_templates.filter(name=name, archived_at=None).exists():
            raise NotWhole({"name": "There is a template of this name. Archive it first, or choose another name"})
        made = PaperTemplate.objects.create(
            partnership=partnership, name=name, data=data, sha256=hash_of(data), size=len(data),
            added_at=now or timezone.now(), added_by=by,
        )  # fmt: skip
        audit.record(kind="template.added", by=by, subject=made, changes={"sha256": [None, made.sha256]})
    return made, brings


@transaction.atomic
def archive_template(*, template, by, now=None):
    """No new pack takes it; the packs that have it keep it."""
    if not may_freeze(by, template.partnership):
        raise NotTheirs(f"{by} does not put packs of {template.partnership} together.")
    found = PaperTemplate.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=template.pk)
    if found.archived_at:
        raise WrongState("It is archived already.")
    found.archived_at, found.archived_by = now or timezone.now(), by
    found.save(update_fields=["archived_at", "archived_by"])
    audit.record(kind="template.archived", by=by, subject=found, now=found.archived_at)
    return found
