"""Our definitions beside the official ones."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from cdp import exports
from indicators.presenters.definitions import (
    area_table,
    definition_rows,
    latest_answers,
    table,
    unknown_areas,
)
from indicators.views.addresses import choice_of, page_of


@login_not_required
def definitions(request):
    answers = latest_answers()
    rows, areas = definition_rows(answers), unknown_areas(answers)
    wanted = choice_of(request, "list", ("", "areas"))
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, area_table(areas) if wanted == "areas" else table(rows))
    return render(
        request,
        "indicators/definitions.html",
        {
            "answers": answers,
            "page": page_of(request, rows),
            "number_differing": sum(row.differs for row in rows),
            "number_missing": sum(row.official is None for row in rows),
            "areas": areas,
        },
    )
