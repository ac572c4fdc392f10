from django import forms
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from actions.board.agencies import agency_lines, agency_page, kinds
from actions.views.delivery import addresses
from actions.views.pages import download_notes, visible_partnership
from cdp import exports
from partners.models import Partnership, Seat

COLUMNS = [
    exports.Column("agency", "Agency"),
    exports.Column("slug", "Short name for the API"),
    exports.Column("kind", "Kind"),
    exports.Column("parent", "Part of"),
    exports.Column("is_generic", "A kind of partner, not one body"),
    exports.Column("actions_led", "Actions it leads", numeric=True),
    exports.Column("actions_supported", "Actions it supports", numeric=True),
    exports.Column("recommendations", "Recommendations that name it", numeric=True),
    exports.Column("schemes", "Schemes", numeric=True),
    exports.Column("note", "Note"),
]


class AgencyFilterForm(forms.Form):
    is_filter = True
    kind = forms.ChoiceField(required=False)
    q = forms.CharField(required=False, label="Name")

    def __init__(self, data, *, kinds):
        super().__init__(data)
        self.fields["kind"].choices = [("", "All kinds"), *kinds]


@login_not_required
def agencies(request, partnership):
    partnership = visible_partnership(request, partnership)
    lines = agency_lines(partnership, on=timezone.localdate())
    form = AgencyFilterForm(request.GET or None, kinds=kinds(lines))
    shown = narrowed(lines, form)
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, table(partnership, shown))
    return render(
        request,
        "actions/agencies.html",
        {"partnership": partnership, "lines": shown, "total": len(lines), "filter_form": form},
    )


def narrowed(lines, form):
    if not form.is_valid():
        return lines
    kind, text = form.cleaned_data["kind"], form.cleaned_data["q"].casefold()
    return [
        line
        for line in lines
        if kind in ("", line.agency.kind) and text in f"{line.agency.name} {line.agency.short_name}".casefold()
    ]


@login_not_required
def agency(request, partnership, agency):
    visible = Partnership.objects.visible_to(request.user)
    seats = Seat.objects.filter(partnership__in=visible).select_related("partnership", "agency__parent")
    seat = get_object_or_404(
        seats.prefetch_related("agency__aliases"), partnership__slug=partnership, agency__slug=agency
    )
    page = agency_page(seat, on=timezone.localdate(), visible=visible)
    return render(
        request,
        "actions/agency.html",
        {
            "partnership": seat.partnership,
            "agency": seat.agency,
            "page": page,
            "chart": page.burn_up.chart if page.leads else None,
            "today": timezone.localdate(),
            **addresses(seat.partnership, agency=seat.agency.slug),
        },
    )


def table(partnership, lines):
    return exports.Table(
        name=f"{partnership.slug}-agencies",
        title=f"{partnership.name}: agencies",
        columns=COLUMNS,
        rows=[
            (
                line.agency.name,
                line.agency.slug,
                line.agency.get_kind_display(),
                line.agency.parent.name if line.agency.parent else "",
                "yes" if line.agency.is_generic else "no",
                len(line.leads),
                line.supports,
                line.recommendations,
                line.schemes,
                line.seat.note or line.agency.note,
            )
            for line in lines
        ],
        notes=download_notes(partnership),
    )
