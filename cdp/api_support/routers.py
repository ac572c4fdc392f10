from django.urls import re_path
from rest_framework.routers import SimpleRouter


class Router(SimpleRouter):
    """Each list also at <name>.csv and <name>.json, because people paste addresses and cannot paste headers."""

    def get_urls(self):
        suffixed = [
            re_path(
                rf"^{prefix}\.(?P<format>csv|json|xlsx)$",
                # Out of the OpenAPI document: the address without an ending is described there with both formats.
                viewset.as_view({"get": "list"}, basename=basename, detail=False, schema=None),
                name=f"{basename}-file",
            )
            for prefix, viewset, basename in self.registry
        ]
        return [*suffixed, *super().get_urls()]
