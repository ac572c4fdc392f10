"""Looking back, in every template without loading.

as_of_banner()      says that earlier figures are shown, and leads back to today's; base.html draws it
as_of_form()        asks for a day; near the foot of pages that show figures
"""

from django import forms, template
from django.utils.formats import date_format

from cdp import addresses
from cdp.forms import DateField

register = template.Library()
# What does not go along to another day: its list may have other rows.
PLACES = ("page", "before", "cursor", "format")


class AsOfForm(forms.Form):
    is_filter = True

    as_of = DateField(label="Date", required=False, help_text="For example, 31 3 2026. The day’s end counts.")


@register.inclusion_tag("components/as_of_banner.html", takes_context=True)
def as_of_banner(context):
    request, on = context.get("request"), context.get("as_of")
    if not on:
        return {}
    today = addresses.with_query(request, as_of=None, **dict.fromkeys(PLACES))
    return {"on": date_format(on, "j F Y"), "today": today}


@register.inclusion_tag("components/as_of_form.html", takes_context=True)
def as_of_form(context):
    request, on = context.get("request"), context.get("as_of")
    if context.get("shared_link"):
        # Whoever holds a link sees that one page as it was given to them.
        return {}
    kept = [
        (name, text)
        for name, texts in (request.GET.lists() if request else ())
        for text in texts
        if name not in (*PLACES, "as_of")
    ]
    return {"form": AsOfForm(initial={"as_of": on}), "kept": kept, "path": request.path if request else ""}
