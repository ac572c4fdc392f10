from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.shortcuts import render
from django.utils import timezone

from actions.board.national import national_picture
from actions.board.outcomes import outcomes
from actions.board.outcomes import table as outcomes_table
from cdp import exports

COLUMNS = [
    exports.Column("partnership", "Partnership"),
    exports.Column("document", "Document"),
    exports.Column("recommendations", "Recommendations", numeric=True),
    exports.Column("recommendations_without_action", "Recommendations without an action", numeric=True),
    exports.Column("actions", "Actions", numeric=True),
    exports.Column("actions_with_update", "Actions with an update", numeric=True),
    exports.Column("figures", "Figures", numeric=True),
    exports.Column("contradictions", "Contradictions", numeric=True),
    exports.Column("headline_metrics", "Headline metrics with a local figure"),
    exports.Column("newest_local_figure_ends", "Newest local figure ends"),
    exports.Column("sample_data", "Sample data"),
]


class MetricForm(forms.Form):
    """Of the headline metrics that have a local figure; the address keeps the choice."""

    is_filter = True
    metric = forms.ChoiceField(label="Headline metric")

    def __init__(self, data, *, metrics):
        super().__init__(data)
        self.fields["metric"].choices = [(metric.code, f"{metric.code} {metric.name}") for metric in metrics]


@login_not_required
def national(request):
    picture = national_picture(user=request.user)
    file_format = exports.requested_format(request)
    if file_format and wanted_table(request) == "coverage":
        return exports.respond(file_format, table(picture))
    found = outcomes(picture, asked=request.GET.get("metric", ""), user=request.user)
    if file_format:
        return exports.respond(file_format, outcomes_table(found))
    chooser = MetricForm({"metric": found.metric.code}, metrics=found.choices) if found.metric else None
    return render(
        request,
        "actions/national.html",
        {"picture": picture, "outcomes": found, "chooser": chooser, "today": timezone.localdate()},
    )


def wanted_table(request):
    asked = request.GET.get("table", "coverage")
    if asked not in ("coverage", "outcomes"):
        raise BadRequest(f"“{asked[:40]}” is not a table of this page. Use coverage or outcomes.")
    return asked


def table(picture):
    codes = {metric.pk: metric.code for metric in picture.metrics}
    return exports.Table(
        name="partnerships",
        title="Combating Drugs Partnerships: coverage and freshness",
        columns=COLUMNS,
        rows=[
            (
                line.partnership.name,
                line.document,
                line.recommendations,
                line.unanswered,
                line.actions,
                line.updated,
                line.figures if line.has_document else None,
                line.clashes,
                "; ".join(codes[pk] for pk in codes if pk in line.metrics),
                line.newest.isoformat() if line.newest else "",
                "yes" if line.partnership.is_sample else "no",
            )
            for line in picture.lines
        ],
        notes=[
            "Figures are counted as printed in each partnership's document.",
            "Figures of other sources are not counted: where there is no document, the cell is empty.",
        ],
    )
