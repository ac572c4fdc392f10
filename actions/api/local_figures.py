"""Figures that a program sends one by one, without a file."""

import math

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from actions.api.imports import AnswersImports, partnership_of, refusals
from actions.api.imports_shown import ImportWithReportSerializer
from actions.models import ImportKind, ImportState
from actions.operations import imports as operations
from actions.operations.imports import local
from cdp.api_support import writing
from cdp.api_support.filters import TrueFalseFilter, check_parameters
from cdp.api_support.problems import BadParameters
from cdp.api_support.views import OpenAPIView
from cdp.models import Scope
from indicators.models import State

MOST_FIGURES = 1000
LARGEST = 1e15
DRY_RUN = "dry_run"
KEY = ("indicator", "area", "period", "sex", "age", "category_type", "category")


class FigureNumber(serializers.FloatField):
    """A number of JSON that there is."""

    def to_internal_value(self, data):
        if not isinstance(data, int | float) or isinstance(data, bool):
            self.fail("invalid")
        # Of an integer of a thousand digits no float can be made.
        if abs(data) > LARGEST or math.isnan(data):
            raise serializers.ValidationError(f"A figure is a number from -{LARGEST:.0e} to {LARGEST:.0e}.")
        return float(data)


class FigureBody(writing.Body):
    """One figure, in the words in which observations are answered."""

    indicator = writing.Text(max_length=100, help_text="The code of an indicator.")
    area = writing.Text(max_length=80, help_text="The code of an area that the partnership answers for, or within it.")
    period = writing.Text(max_length=60, help_text="Such as 2025/26, 2025, Q1 2025/26 or June 2026.")
    sex = writing.Text(required=False, allow_blank=True, max_length=20, help_text="Persons if it is left out.")
    age = writing.Text(required=False, allow_blank=True, max_length=60, help_text="Such as 18-64; all if left out.")
    category_type = writing.Text(required=False, allow_blank=True, max_length=120)
    category = writing.Text(required=False, allow_blank=True, max_length=200)
    value = FigureNumber(allow_null=True, help_text="In the unit of the indicator; null where there is none.")
    lower_95 = FigureNumber(required=False, allow_null=True)
    upper_95 = FigureNumber(required=False, allow_null=True)
    lower_998 = FigureNumber(required=False, allow_null=True)
    upper_998 = FigureNumber(required=False, allow_null=True)
    count = FigureNumber(required=False, allow_null=True)
    denominator = FigureNumber(required=False, allow_null=True)
    state = serializers.ChoiceField(
        State.choices, required=False, help_text="published or not_available if it is left out, by the value."
    )
    note = writing.Text(required=False, allow_blank=True, max_length=300)


class FiguresBody(writing.Body):
    """All of them are taken, or none."""

    partnership = writing.Text(max_length=60, help_text="The slug of the partnership.")
    figures = serializers.ListField(child=FigureBody(), min_length=1, max_length=MOST_FIGURES)

    def validate(self, said):
        first = {}
        for number, figure in enumerate(said["figures"]):
            key = tuple(" ".join(figure.get(name, "").split()).casefold() for name in KEY)
            if (same := first.setdefault(key, number)) != number:
                words = f"This is the figure {same} once more: indicator, area, period and group are the same."
                raise serializers.ValidationError({"figures": {str(number): [words]}})
        return said


class LocalFigures(AnswersImports, OpenAPIView):
    """Figures that a partnership’s own systems send as JSON, up to 1,000 at once."""

    http_method_names = ["post", "options"]
    scopes = {"post": Scope.WRITE_FIGURES}

    @extend_schema(
        operation_id="local_figures_create",
        summary="Send local figures",
        request=FiguresBody,
        responses={201: ImportWithReportSerializer},
        parameters=[
            OpenApiParameter(DRY_RUN, bool, description="true: say what they would change, and wait for a commit."),
            writing.IDEMPOTENCY_KEY,
        ],
    )
    def post(self, request):
        """All of them are published, or none: a fault is a 422 whose errors point at it. They stand under a source of
        the partnership’s own, and an official source of the same figure goes before it. What is not sent stays.

        They are checked, withheld and kept like those of any other source. With dry_run=true the answer is an import
        that can be committed at its own address. Needs the scope write:figures. Idempotency-Key is optional.
        """
        self.may_write(Scope.WRITE_FIGURES)
        is_dry = self._is_dry(request)
        body = writing.said(request, FiguresBody)
        partnership = partnership_of(request, body["partnership"], ImportKind.LOCAL_FIGURES)

        def send():
            with refusals(request), self._pointers():
                imported = local.send(partnership=partnership, figures=body["figures"], by=request.user)
                if not is_dry and operations.state_of(imported) == ImportState.CHECKED:
                    seen = operations.report_of(imported, by=request.user).seen
                    operations.commit(imported=imported, by=request.user, seen=seen, choice=operations.Choice())
            return self.shown(imported, status=201)

        return self.once(send)

    def parameters(self):
        return []

    def _is_dry(self, request):
        flag = TrueFalseFilter(help_text="")
        check_parameters(request, {DRY_RUN: flag}, has_pages=False)
        said = request.query_params.get(DRY_RUN, "false")
        if said not in ("true", "false"):
            raise BadParameters([(DRY_RUN, f"“{said}” is not allowed. Use one of: true, false.")])
        return said == "true"

    def _pointers(self):
        return _Pointers()


class _Pointers:
    """Faults of figures as pointers into the body."""

    def __enter__(self):
        return self

    def __exit__(self, kind, fault, _):
        if isinstance(fault, local.FiguresRefused):
            raise writing.NotTaken(
                [{"pointer": _pointer(*each), "detail": each[2]} for each in fault.errors]
            ) from fault


def _pointer(number, member, _):
    if number is None:
        return "/figures"
    return f"/figures/{number}/{member}" if member else f"/figures/{number}"
