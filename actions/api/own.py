"""What every row of a thing of a partnership says about where it belongs."""

from rest_framework import serializers

from cdp.api_support.fields import RefId, SampleData, SlugOf


class PartnershipsOwnSerializer(serializers.ModelSerializer):
    id = RefId(help_text="The partnership's slug and the ref, as in northshire:1.1; ends the thing's own address.")
    partnership = SlugOf()
    document = serializers.IntegerField(source="document_id", allow_null=True, help_text="The document's id.")
    priority = RefId(code="code", source=None, allow_null=True, help_text="The id of its priority.")
    sample_data = SampleData("partnership.is_sample")
