"""Progress updates written by programs, by the same rules as the form: drafted, sent, taken back and decided on."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.reverse import reverse

from actions.api.plan import ActionViewSet
from actions.api.updates import EvidenceRowSerializer, ProgressUpdateSerializer, ProgressUpdateViewSet
from actions.api.writing import KeepBody, ReturnBody, UpdateBody, as_said, refusals
from actions.api.writing_evidence import MOST_BYTES, FileBody, LinkBody, add
from actions.operations import updates as operations
from actions.operations.updates.said import texts_of
from cdp.api_support.writing import (
    IDEMPOTENCY_KEY,
    IF_MATCH,
    BodyParser,
    Nothing,
    WritesMixin,
    answer,
    required_version,
    said,
)
from cdp.models import Scope

NOUN = "progress-updates"


class ShowsUpdates(WritesMixin):
    """Answers with an update as its own address answers it."""

    def updates(self):
        rows = ProgressUpdateViewSet()
        rows.request = self.request
        return rows.get_queryset()

    def shown(self, update, status=200):
        row = self.updates().get(pk=update.pk)
        serializer = ProgressUpdateSerializer(row, context={"request": self.request})
        return answer(serializer, NOUN, status=status, location=self.address_of(row) if status == 201 else "")

    def address_of(self, update):
        return reverse("v1:progress-updates-detail", args=[update.pk], request=self.request)


class WritableActionViewSet(ShowsUpdates, ActionViewSet):
    __doc__ = ActionViewSet.__doc__
    scopes = {"updates_of": Scope.WRITE_UPDATES}

    @extend_schema(
        summary="Begin a progress update",
        request=UpdateBody,
        responses={201: ProgressUpdateSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    @action(detail=True, methods=["post"], url_path="updates", url_name="updates")
    def updates_of(self, request, *args, **kwargs):
        """A draft on this action, for whoever may report on it. It begins with what stands, and with what is sent.

        An action has one update at a time that is not decided yet: where there is one, the answer is 409 and
        `conflicts_with` is its address. Needs the scope write:updates. Idempotency-Key is optional.
        """
        self.may_write()
        found = self.get_object()
        body = said(request, UpdateBody)

        def begin():
            with refusals(said=body, address_of=self.address_of):
                return self.shown(operations.begin(action=found, by=request.user, **body), status=201)

        return self.once(begin)


class WritableUpdateViewSet(ShowsUpdates, ProgressUpdateViewSet):
    __doc__ = ProgressUpdateViewSet.__doc__
    scopes = {
        "partial_update": Scope.WRITE_UPDATES,
        "submit": Scope.WRITE_UPDATES,
        "withdraw": Scope.WRITE_UPDATES,
        "add_evidence": Scope.WRITE_UPDATES,
        "approve": Scope.DECIDE_UPDATES,
        "send_back": Scope.DECIDE_UPDATES,
    }

    @extend_schema(
        summary="Change a draft",
        request=UpdateBody,
        responses={200: ProgressUpdateSerializer},
        parameters=[IF_MATCH],
    )
    def partial_update(self, request, *args, **kwargs):
        """What is named becomes as it is sent; what is not named stays. Of a draft, or of one that was sent back.

        Needs the scope write:updates and If-Match.
        """
        self.may_write()
        found = self.get_object()
        body = said(request, UpdateBody)
        version = required_version(request, NOUN, found, shown=lambda: self.shown(found))
        with refusals(said=body, shown=lambda: self.shown(found)):
            return self.shown(operations.save(update=found, version=version, by=request.user, **body))

    @extend_schema(
        summary="Send for approval",
        request=KeepBody,
        responses={200: ProgressUpdateSerializer},
        parameters=[IF_MATCH, IDEMPOTENCY_KEY],
    )
    @action(detail=True, methods=["post"], url_path="submit", url_name="submit")
    def submit(self, request, *args, **kwargs):
        """To those who approve. 422 names what it lacks, and what looks like personal data.

        Needs the scope write:updates and If-Match. Idempotency-Key is optional.
        """
        return self._move(KeepBody, operations.submit)

    @extend_schema(
        summary="Take back",
        request=Nothing,
        responses={200: ProgressUpdateSerializer},
        parameters=[IF_MATCH, IDEMPOTENCY_KEY],
    )
    @action(detail=True, methods=["post"], url_path="withdraw", url_name="withdraw")
    def withdraw(self, request, *args, **kwargs):
        """A draft, or one that waits or was sent back. Its words are kept, and begin the next one.

        Needs the scope write:updates and If-Match. Idempotency-Key is optional.
        """
        return self._move(Nothing, operations.withdraw)

    @extend_schema(
        summary="Approve",
        request=Nothing,
        responses={200: ProgressUpdateSerializer},
        parameters=[IF_MATCH, IDEMPOTENCY_KEY],
    )
    @action(detail=True, methods=["post"], url_path="approve", url_name="approve")
    def approve(self, request, *args, **kwargs):
        """It becomes what everybody reads, and the action follows it. Nobody approves what they sent, while there is
        somebody else who may.

        Needs the scope decide:updates and If-Match. Idempotency-Key is optional.
        """
        return self._move(Nothing, operations.approve)

    @extend_schema(
        summary="Send back",
        request=ReturnBody,
        responses={200: ProgressUpdateSerializer},
        parameters=[IF_MATCH, IDEMPOTENCY_KEY],
    )
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request, *args, **kwargs):
        """To whoever sent it, with what has to change.

        Needs the scope decide:updates and If-Match. Idempotency-Key is optional.
        """
        return self._move(ReturnBody, operations.send_back)

    @extend_schema(
        summary="Add evidence",
        request={"application/json": LinkBody, "multipart/form-data": FileBody},
        responses={201: EvidenceRowSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    @action(
        detail=True,
        methods=["post"],
        url_path="evidence",
        url_name="evidence",
        parser_classes=[BodyParser, MultiPartParser],
        most_bytes=MOST_BYTES,
    )
    def add_evidence(self, request, *args, **kwargs):
        """A link, or a file, which is judged by its bytes. It adds and overwrites nothing, so no If-Match is asked for.

        Needs the scope write:updates. Idempotency-Key is optional.
        """
        self.may_write()
        return add(self, self.get_object())

    def _move(self, body_class, operation):
        self.may_write()
        found = self.get_object()
        body = said(self.request, body_class)
        if "keep_personal_data" in body:
            body["kept"] = frozenset(body.pop("keep_personal_data"))
        texts = {"reason": body["reason"]} if "reason" in body else texts_of(found)

        def move():
            version = required_version(self.request, NOUN, found, shown=lambda: self.shown(found))
            with refusals(said=as_said(found), texts=texts, shown=lambda: self.shown(found)):
                return self.shown(operation(update=found, version=version, by=self.request.user, **body))

        return self.once(move)
