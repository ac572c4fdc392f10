"""Fields that several endpoints share."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@extend_schema_field(OpenApiTypes.STR)
class RefId(serializers.Field):
    """northshire:1.1: a partnership's slug and the ref that its document gives; null where there is nothing."""

    def __init__(self, *, code="ref", **kwargs):
        self.code = code
        super().__init__(read_only=True, **{"source": "*", **kwargs})  # source=None: the field of that name

    def to_representation(self, value):
        return f"{value.partnership.slug}:{getattr(value, self.code)}"


class RefIds(serializers.ListField):
    child = RefId(source=None)

    def __init__(self, source, **kwargs):
        super().__init__(source=source, read_only=True, **kwargs)


class SlugOf(serializers.SlugRelatedField):
    """Another thing's code in place of the thing."""

    def __init__(self, slug_field="slug", **kwargs):
        super().__init__(slug_field=slug_field, read_only=True, **kwargs)


class SampleData(serializers.BooleanField):
    def __init__(self, source, **kwargs):
        super().__init__(source=source, read_only=True, help_text="True where the data is made up.", **kwargs)
