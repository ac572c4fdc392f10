"""What differing judgements are narrowed by; sent by GET, so that an address keeps it."""

from django import forms

from indicators.models import Indicator
from indicators.rules.judgements import ASPECT_WORDS


class JudgementFilter(forms.Form):
    is_filter = True

    indicator = forms.ChoiceField(label="Indicator", required=False)
    aspect = forms.ChoiceField(label="About", required=False)

    def __init__(self, *args, judgements, **kwargs):
        super().__init__(*args, **kwargs)
        judged = Indicator.objects.filter(pk__in=judgements.order_by().values("series__indicator"))
        named = judged.order_by("name", "code").values_list("code", "name")
        self.fields["indicator"].choices = [("", "All"), *named]
        self.fields["aspect"].choices = [("", "Anything"), *((one.value, words) for one, words in ASPECT_WORDS.items())]
