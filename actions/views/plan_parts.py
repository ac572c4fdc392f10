"""Milestones and measures that are archived with a reason, and brought back."""

from django.shortcuts import get_object_or_404

from actions.forms_plan import ReasonForm
from actions.operations import plan
from actions.views.plan_actions import OWNERS, brought_back
from actions.views.plan_pages import Page, asked, edited_partnership


def _found(partnership, of, key, parts, pk):
    """(part, address of the list that it stands in)"""
    owner, to = OWNERS[of](partnership, key)
    rows = getattr(owner, parts)
    if parts == "measures":
        rows = rows.select_related("series__indicator", "series__area")
    return get_object_or_404(rows, pk=pk), f"{to}#{parts}"


def archive(request, partnership, of, key, parts, pk):
    partnership = edited_partnership(request, partnership)
    part, to = _found(partnership, of, key, parts, pk)
    noun = part._meta.verbose_name
    page = Page(
        partnership, ReasonForm, f"Archive this {noun}", part, f"{noun.capitalize()}: {part}",
        button="Archive it", saved="Archived: {}",
        lead="It is no longer counted and nobody is asked about it. What was said of it stays in the updates, and it "
        "can be brought back.",
        options={"why": "Say why it is archived"},
    )  # fmt: skip
    return asked(
        request,
        page,
        lambda form: plan.archive_part(part=part, version=form.seen_version, by=request.user, **form.said()),
        to=lambda done: to,
    )


def bring_back(request, partnership, of, key, parts, pk):
    partnership = edited_partnership(request, partnership)
    part, to = _found(partnership, of, key, parts, pk)
    return brought_back(
        request, part, lambda version: plan.bring_back_part(part=part, version=version, by=request.user), to=to
    )
