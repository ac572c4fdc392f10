"""What every list of things that belong to a partnership shares."""

from cdp.api_support.uids import PATTERN, UidMixin
from cdp.api_support.views import ReadOnlyViewSet, RefMixin
from partners.models import Partnership


class OwnViewSet(UidMixin, ReadOnlyViewSet):
    """Rows of partnerships that the caller may see. `path` leads from a row to its partnership."""

    model = None
    path = "partnership"

    def get_queryset(self):
        return self.model.objects.filter(**{f"{self.path}__in": self.seen()}).select_related(self.path)

    def seen(self):
        return Partnership.objects.visible_to(self.request.user)


class RefViewSet(RefMixin, OwnViewSet):
    """Those that have a ref in their partnership, in the order of the documents."""

    lookup_value_regex = f"[a-z0-9-]+:[^/]+|{PATTERN}"
    ordering = ["partnership__slug", "position", "id"]

    def get_object(self):
        # No uid has a colon, and every other address has one.
        return RefMixin.get_object(self) if ":" in self.kwargs["id"] else OwnViewSet.get_object(self)
