"""Files and links added to a progress update by programs, and taken away, while its words can still be changed."""

from django.http import HttpResponse, QueryDict
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.reverse import reverse

from actions.api.updates import EvidenceRowSerializer, EvidenceViewSet
from actions.api.writing import refusals
from actions.models import Evidence
from actions.operations import updates as operations
from actions.operations.updates.evidence_files import ALLOWED, LARGEST
from cdp.api_support import writing
from cdp.models import Scope

# The file, and what a form of several parts says around it.
MOST_BYTES = LARGEST + 2**16


class LinkBody(writing.Body):
    title = writing.Text(required=False, allow_blank=True, max_length=200, help_text="What it is.")
    strength = serializers.ChoiceField(Evidence.Strength.choices, help_text="How strong it is.")
    link = writing.Text(max_length=500, help_text="An address that begins with https:// or http://.")


class FileBody(writing.Body):
    title = writing.Text(
        required=False, allow_blank=True, max_length=200, help_text="What it is; the file’s name if it is left out."
    )
    strength = serializers.ChoiceField(Evidence.Strength.choices, help_text="How strong it is.")
    file = writing.File(allow_empty_file=True, help_text=f"{ALLOWED}; 20 MB at most.")


def add(view, update):
    """The answer to what was sent: a link as JSON, or a file as a form of several parts."""
    request = view.request
    data = request.data
    if isinstance(data, QueryDict):
        if twice := [name for name, values in data.lists() if len(values) > 1]:
            raise writing.BadBody([{"pointer": f"/{name}", "detail": "Send it once."} for name in twice])
        body = writing.said(request, FileBody)
    else:
        body = writing.said(request, LinkBody)

    def do():
        with refusals():
            evidence = operations.add_evidence(update=update, by=request.user, **body)
        rows = EvidenceViewSet()
        rows.request = request
        serializer = EvidenceRowSerializer(rows.get_queryset().get(pk=evidence.pk), context={"request": request})
        location = reverse("v1:evidence-detail", args=[evidence.pk], request=request)
        return writing.answer(serializer, "evidence", status=201, location=location)

    return view.once(do)


class WritableEvidenceViewSet(writing.WritesMixin, EvidenceViewSet):
    __doc__ = EvidenceViewSet.__doc__
    scopes = {"destroy": Scope.WRITE_UPDATES}

    @extend_schema(summary="Take evidence away", responses={204: OpenApiResponse(description="It is gone.")})
    def destroy(self, request, *args, **kwargs):
        """From an update that can still be changed. Evidence never changes, so that no If-Match is asked for.

        Needs the scope write:updates.
        """
        self.may_write()
        found = self.get_object()
        with refusals():
            operations.remove_evidence(evidence=found, by=request.user)
        return HttpResponse(status=204)
