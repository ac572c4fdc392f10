"""The API's imports: a file is sent and answered with what it would change, then committed or withdrawn."""

from contextlib import contextmanager

from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.reverse import reverse

from actions.api.imports_shown import ImportFilterSet, ImportSerializer, ImportWithReportSerializer
from actions.api.writing import NOT_ALLOWED
from actions.models import Import, ImportKind, ImportState
from actions.operations import imports as operations
from actions.operations.updates.refusals import NotTheirs
from cdp.access.scopes import needs
from cdp.api_support import conditional, problems, writing
from cdp.api_support.filters import check_parameters
from cdp.api_support.shape import columns
from cdp.api_support.uids import UidMixin
from cdp.api_support.views import ReadOnlyViewSet
from cdp.models import Scope
from indicators.models import Source
from partners.models import Partnership

NOUN = "imports"
SCOPES = {
    ImportKind.LOCAL_FIGURES: Scope.WRITE_FIGURES,
    ImportKind.PROGRESS_WORKBOOK: Scope.WRITE_UPDATES,
    ImportKind.PLAN_WORKBOOK: Scope.WRITE_IMPORTS,
}
SCOPES_SAID = (
    "Needs the scope of its kind: write:figures for local_figures, write:updates for progress_workbook, "
    "write:imports for plan_workbook."
)
# What whoever commits may say of each kind.
CHOICES = {
    ImportKind.LOCAL_FIGURES: {"leave_out", "remove_gone"},
    ImportKind.PROGRESS_WORKBOOK: {"submit", "leave_out", "overwrite"},
    ImportKind.PLAN_WORKBOOK: set(),
}
# The largest file that a kind takes, and what a form of several parts says around it.
MOST_BYTES = max(each.MOST_BYTES for each in operations.OF_KIND.values()) + 2**16
MOST_ROWS = 2000


class ImportBody(writing.Body):
    """A file, whose it is and what it is."""

    partnership = writing.Text(max_length=60, help_text="The slug of the partnership.")
    kind = serializers.ChoiceField(ImportKind.choices, help_text="What the file is.")
    source = writing.Text(
        required=False,
        max_length=100,
        help_text="Of local_figures: the slug of a source that is read by a mapping of its columns.",
    )
    file = writing.File(
        allow_empty_file=True,
        help_text="CSV, XLSX, XLS or ODS of figures, up to 2 MB and 20,000 rows; XLSX of progress updates, up to 5 MB; "
        "XLSX of the plan, up to 10 MB.",
    )


class CommitBody(writing.Body):
    """What is left out is false, or empty."""

    submit = serializers.BooleanField(
        required=False, help_text="Progress updates: send them for approval. Otherwise they are drafts."
    )
    leave_out = serializers.BooleanField(
        required=False, help_text="Figures and updates: go without the rows that cannot be taken."
    )
    overwrite = serializers.ListField(
        child=writing.WholeNumber(),
        required=False,
        max_length=MOST_ROWS,
        help_text="Progress updates: rows of clashes that are written all the same. The others stay as they stand.",
    )
    remove_gone = serializers.BooleanField(
        required=False, help_text="Figures: take out those of the source that are not in the file."
    )


@contextmanager
def refusals(request):
    try:
        yield
    except NotTheirs as refusal:
        raise exceptions.PermissionDenied(NOT_ALLOWED) from refusal
    except operations.FileRefused as refusal:
        errors = [{"pointer": f"/{name}", "detail": sentence} for name, sentence in refusal.errors]
        raise writing.NotTaken(errors) from refusal
    except operations.TooLarge as refusal:
        raise problems.TooLarge(str(refusal)) from refusal
    except operations.SeenOtherwise as refusal:
        raise problems.ChangedSince(f"{refusal} Nothing was done. Read it again, then commit it.") from refusal
    except operations.InTheWay as refusal:
        run = refusal.run
        address = reverse("v1:refreshes-detail", args=[run.pk], request=request) if run else ""
        raise writing.InTheWay(str(refusal), address) from refusal


def partnership_of(request, slug, kind):
    """404 where they do not see it, 403 where they may not bring the like."""
    found = get_object_or_404(Partnership.objects.visible_to(request.user), slug=slug)
    if not operations.may_bring(request.user, kind, found):
        raise exceptions.PermissionDenied(NOT_ALLOWED)
    return found


class AnswersImports(writing.WritesMixin):
    # The partnership stands in the body.
    finds_by_body = True

    def imports(self):
        return imports_of(self.request.user)

    def shown(self, imported, status=200):
        row = self.imports().get(pk=imported.pk)
        row.report = operations.report_of(row, by=self.request.user)
        row.version = row.report.seen
        serializer = ImportWithReportSerializer(row, context={"request": self.request})
        location = reverse("v1:imports-detail", args=[row.pk], request=self.request) if status == 201 else ""
        return writing.answer(serializer, NOUN, status=status, location=location)


def imports_of(person):
    return operations.seen_by(person).select_related(
        "partnership", "sent_by", "refresh__source", "refresh__reviewed_by", "refresh__undone_by", "batch__agency",
        "batch__partnership", "batch__applied_by", "plan__partnership", "plan__applied_by",
    )  # fmt: skip


class ImportViewSet(AnswersImports, UidMixin, ReadOnlyViewSet):
    """Files that programs sent: figures, workbooks of progress updates and of the plan. Found by those who may send
    the like.
    """

    queryset = Import.objects.none()
    serializer_class = ImportSerializer
    filterset_class = ImportFilterSet
    sortable = columns("id", "sent_at")
    ordering = ["id"]
    http_method_names = ["get", "head", "options", "post"]
    parser_classes = [MultiPartParser]
    most_bytes = MOST_BYTES
    scopes = dict.fromkeys(("create", "commit", "withdraw"), tuple(SCOPES.values()))

    def get_queryset(self):
        return imports_of(self.request.user)

    def get_serializer_class(self):
        return ImportWithReportSerializer if self.action == "retrieve" else ImportSerializer

    @extend_schema(responses=ImportWithReportSerializer)
    def retrieve(self, request, *args, **kwargs):
        """With what it would change as things stand now. The ETag is what a commit names as If-Match."""
        imported = self.get_object()
        imported.report = operations.report_of(imported, by=request.user)
        if asked := getattr(request._request, "asked", None):
            asked.version = conditional.version_of(NOUN, imported.pk, imported.report.seen)
        return Response(self.get_serializer(imported).data)

    @extend_schema(
        summary="Send a file to be looked at",
        request={"multipart/form-data": ImportBody},
        responses={201: ImportWithReportSerializer},
        parameters=[writing.IDEMPOTENCY_KEY],
    )
    def create(self, request, *args, **kwargs):
        """A dry run: nothing of the plan or of the figures is written until it is committed.

        The answer says what would be added, changed and left out, each fault with its row, and what clashes. A file
        that cannot be read at all is a 422, one that is too large a 413. SCOPES Idempotency-Key is optional.
        """
        self.may_write()
        check_parameters(request, {}, has_pages=False)
        body = self._sent(request)
        needs(request, SCOPES[body["kind"]])
        partnership = partnership_of(request, body["partnership"], body["kind"])

        def begin():
            with refusals(request):
                needed = self._needed(body)
                imported = operations.begin(
                    partnership=partnership, kind=body["kind"], file=body["file"], by=request.user, **needed
                )
            return self.shown(imported, status=201)

        return self.once(begin)

    create.__doc__ = create.__doc__.replace("SCOPES", SCOPES_SAID)

    def _sent(self, request):
        data = request.data
        if isinstance(data, QueryDict) and (twice := [name for name, values in data.lists() if len(values) > 1]):
            raise writing.BadBody([{"pointer": f"/{name}", "detail": "Send it once."} for name in twice])
        return writing.said(request, ImportBody)

    def _needed(self, body):
        is_of_figures, slug = body["kind"] == ImportKind.LOCAL_FIGURES, body.get("source")
        if not is_of_figures:
            if slug:
                raise operations.FileRefused(("source", "A workbook has no source. Leave it out."))
            return {}
        source = slug and Source.objects.visible_to(self.request.user).filter(slug=slug).first()
        if not source:
            said = f"There is no source “{slug}” that you may see." if slug else "Say which source the figures are of."
            raise operations.FileRefused(("source", f"{said} Those there are: /api/v1/sources/"))
        return {"source": source}

    @extend_schema(
        summary="Commit",
        request=CommitBody,
        responses={200: ImportWithReportSerializer},
        parameters=[writing.IF_MATCH, writing.IDEMPOTENCY_KEY],
    )
    @action(
        detail=True, methods=["post"], url_path="commit", url_name="commit", parser_classes=[writing.BodyParser],
        most_bytes=2**20,
    )  # fmt: skip
    def commit(self, request, *args, **kwargs):
        """All of what was read, or nothing: 412 where it would change something else by now, 409 where it cannot be
        committed, or was already. Figures are published as those of any other run of their source.

        SCOPES Needs If-Match. Idempotency-Key is optional.
        """
        found = self._mine()
        choice = self._choice(found, writing.said(request, CommitBody))

        def commit():
            with refusals(request):
                imported = self._locked(found)
                if (state := operations.state_of(imported)) != ImportState.CHECKED:
                    raise writing.InTheWay(operations.ENDED[state])
                report = operations.report_of(imported, by=request.user)
                imported.version = report.seen
                writing.required_version(request, NOUN, imported, shown=lambda: self.shown(found))
                self._refuse_other_rows(choice, report)
                operations.commit(imported=imported, by=request.user, seen=report.seen, choice=choice)
            return self.shown(found)

        return self.once(commit)

    commit.__doc__ = commit.__doc__.replace("SCOPES", SCOPES_SAID)

    @extend_schema(
        summary="Withdraw",
        request=writing.Nothing,
        responses={200: ImportWithReportSerializer},
        parameters=[writing.IDEMPOTENCY_KEY],
    )
    @action(
        detail=True, methods=["post"], url_path="withdraw", url_name="withdraw", parser_classes=[writing.BodyParser],
        most_bytes=2**20,
    )  # fmt: skip
    def withdraw(self, request, *args, **kwargs):
        """One that was not committed can be committed no more. Figures and updates that were committed are taken back
        as a whole while nothing rests on them, else it is a 409; so it is for a plan.

        SCOPES Idempotency-Key is optional.
        """
        found = self._mine()
        writing.said(request, writing.Nothing)

        def withdraw():
            with refusals(request):
                operations.withdraw(imported=operations.locked(found), by=request.user)
            return self.shown(found)

        return self.once(withdraw)

    withdraw.__doc__ = withdraw.__doc__.replace("SCOPES", SCOPES_SAID)

    def _mine(self):
        self.may_write()
        found = self.get_object()
        needs(self.request, SCOPES[found.kind])
        return found

    def _locked(self, found):
        if not self.request.headers.get("If-Match", "").strip():
            raise problems.MustSayVersion
        return operations.locked(found)

    def _choice(self, found, body):
        if foreign := set(body) - CHOICES[found.kind]:
            allowed = ", ".join(sorted(CHOICES[found.kind])) or "none"
            detail = f"It means nothing for {found.kind}. Allowed: {allowed}."
            raise writing.NotTaken([{"pointer": f"/{name}", "detail": detail} for name in sorted(foreign)])
        return operations.Choice(**body | ({"overwrite": tuple(body["overwrite"])} if "overwrite" in body else {}))

    def _refuse_other_rows(self, choice, report):
        rows = [clash.row for clash in report.clashes]
        errors = [
            {"pointer": f"/overwrite/{place}", "detail": f"Row {row} does not clash with what stands here."}
            for place, row in enumerate(choice.overwrite)
            if row not in rows
        ]
        if errors:
            raise writing.NotTaken(errors)
