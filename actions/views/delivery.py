"""Delivery over time and by agency, of a whole partnership, a priority or a lead agency."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from actions.board import rows
from actions.board.heat_map import heat_map
from actions.board.over_time import burn_up, due_next, soon_words
from actions.filters import DeliveryFilter
from actions.views.pages import download_notes, visible_partnership
from cdp import exports, words


@login_not_required
def delivery(request, partnership):
    partnership = visible_partnership(request, partnership)
    on = timezone.localdate()
    filters = DeliveryFilter(request.GET, partnership=partnership)
    lines = rows.action_lines(filters.apply(partnership.actions), on=on)
    whose = f"the actions {filters.words}" if filters.words else f"all actions of {partnership.short_name}"
    found = burn_up([line.action for line in lines], on=on, whose=whose)
    by_agency = heat_map(
        lines,
        address=reverse("actions", args=[partnership.slug]),
        priority=filters.chosen("priority"),
        lead=filters.chosen("agency"),
    )
    title = f"{whose[:1].upper()}{whose[1:]} by lead agency and delivery status, {words.day(on)}"
    if file_format := exports.requested_format(request):
        notes = download_notes(partnership)
        if wanted_table(request) == "agencies":
            return exports.respond(
                file_format, by_agency.table(name=f"{partnership.slug}-agencies-status", title=title, notes=notes)
            )
        return exports.respond(file_format, found.table(name=f"{partnership.slug}-burn-up", notes=notes))
    due = due_next(lines, on=on)
    return render(
        request,
        "actions/delivery.html",
        {
            "partnership": partnership, "filters": filters, "burn_up": found, "chart": found.chart, "heat": by_agency,
            "heat_title": title, "due": due, "due_words": soon_words(due, on=on), "today": on, "total": len(lines),
        },
    )  # fmt: skip


def wanted_table(request):
    """Which of the two tables a download is of; another word is refused, or it would give the wrong numbers."""
    asked = request.GET.get("table", "months")
    if asked not in ("months", "agencies"):
        raise BadRequest(f"“{asked[:40]}” is not a table of this page. Use months or agencies.")
    return asked


def addresses(partnership, **filters):
    """Where the page is, narrowed so, and its table of months: for the pages that draw the same burn-up."""
    page = reverse("delivery", args=[partnership.slug])
    return {
        "delivery_address": f"{page}?{urlencode(filters)}",
        "csv": f"{page}?{urlencode({**filters, 'table': 'months', 'format': 'csv'})}",
    }
