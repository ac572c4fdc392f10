"""How something leaves the API: announced in the document and in headers, a good while before it goes.

    class OldListViewSet(ReadOnlyViewSet):
        deprecated = Deprecation(since=date(2027, 1, 4), sunset=date(2028, 1, 4), see="/api/#promises")

or of some operations only, {"list": Deprecation(…)}. Fields are marked on their serializer, as a field belongs to every
answer that holds it: deprecated_fields = {"colour": Deprecation(…)}. After the sunset, the test against
docs/api/released.json lets it go.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.utils.http import http_date


@dataclass(frozen=True)
class Deprecation:
    since: date
    sunset: date
    # An address that says what to use in its place.
    see: str = ""

    def __post_init__(self):
        if self.sunset <= self.since:
            raise ValueError(
                "What is deprecated must be left for a while: its sunset is after the day it is announced."
            )

    @property
    def headers(self):
        """RFC 9745 has a structured date, RFC 8594 one of HTTP."""
        headers = {"Deprecation": f"@{_seconds(self.since)}", "Sunset": http_date(_seconds(self.sunset))}
        return headers | ({"Link": f'<{self.see}>; rel="deprecation"; type="text/html"'} if self.see else {})

    @property
    def in_document(self):
        return {"deprecated": True, "x-sunset": self.sunset.isoformat()}


def of_view(view):
    """What is declared of the operation that is being called or described, or None."""
    declared = getattr(view, "deprecated", None)
    if isinstance(declared, dict):
        return declared.get(getattr(view, "action", None))
    return declared


def say(view, response):
    """In the headers of the answer; what pages link to stays beside it."""
    if deprecation := of_view(view):
        for name, value in deprecation.headers.items():
            is_beside = name == "Link" and "Link" in response
            response[name] = f"{response['Link']}, {value}" if is_beside else value
    return response


def mark_fields(serializer, schema):
    for name, deprecation in getattr(serializer, "deprecated_fields", {}).items():
        schema["properties"][name] = {**schema["properties"][name], **deprecation.in_document}


def _seconds(day):
    return int(datetime.combine(day, time(), UTC).timestamp())
