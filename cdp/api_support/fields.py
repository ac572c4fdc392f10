"""Fields that several endpoints share."""

from operator import attrgetter

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cdp.api_support import uids


@extend_schema_field(OpenApiTypes.STR)
class RefId(serializers.Field):
    """northshire:1.1: a partnership's slug and the ref that its document gives; null where there is nothing."""

    def __init__(self, *, code="ref", **kwargs):
        self.code = code
        super().__init__(read_only=True, **{"source": "*", **kwargs})  # source=None: the field of that name

    def to_representation(self, value):
        return f"{value.partnership.slug}:{attrgetter(self.code)(value)}"


class RefIds(serializers.ListField):
    def __init__(self, source, *, code="ref", **kwargs):
        super().__init__(source=source, read_only=True, child=RefId(code=code, source=None), **kwargs)


class SlugOf(serializers.SlugRelatedField):
    """Another thing's code in place of the thing."""

    def __init__(self, slug_field="slug", **kwargs):
        super().__init__(slug_field=slug_field, read_only=True, **kwargs)


class SampleData(serializers.BooleanField):
    def __init__(self, source, **kwargs):
        super().__init__(source=source, read_only=True, help_text="True where the data is made up.", **kwargs)


@extend_schema_field(OpenApiTypes.STR)
class Uid(serializers.Field):
    """The opaque id of a row, which its detail address takes too."""

    def __init__(self, noun, *, source="pk"):
        self.noun = noun
        example = uids.encode(noun, 1)
        text = f"Opaque, such as {example}, and the same for ever, also where a ref is changed. Ends the address too."
        super().__init__(source=source, read_only=True, help_text=text)

    def to_representation(self, pk):
        return uids.encode(self.noun, pk)


class OfNewest:
    """For a serializer within another: of a list that was fetched with the newest row alone; null where it is empty."""

    def get_attribute(self, instance):
        return next(iter(super().get_attribute(instance)), None)


class Who(serializers.CharField):
    """The name of a person, where the page shows it to whoever asks; null where there is nobody."""

    def __init__(self, source, help_text, **kwargs):
        super().__init__(source=f"{source}.name", read_only=True, default=None, help_text=help_text, **kwargs)
