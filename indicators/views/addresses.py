"""Reading the query of an address. What is not understood is said in a sentence, with status 400."""

from django.core.exceptions import BadRequest
from django.core.paginator import InvalidPage, Paginator

from indicators.presenters.selection import AreasNotUnderstood, GroupNotUnderstood, select

PER_PAGE = 50


def page_of(request, rows, *, per_page=PER_PAGE):
    """The page that the address asks for."""
    asked = request.GET.get("page", "1")
    try:
        return Paginator(rows, per_page).page(asked)
    except InvalidPage as problem:
        raise BadRequest(f"There is no page “{asked[:20]}” of this list.") from problem


def filters_of(request, form_class):
    """The filter form of the address. A choice that does not exist is a fault of the address, not of the reader."""
    form = form_class(request.GET)
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        asked = request.GET.get(name, "")[:60]
        raise BadRequest(f"“{asked}” is not a choice of the filter “{form.fields[name].label}”. {errors[0]}")
    return form


def choice_of(request, key, choices):
    """One of a few words, the first where none is given."""
    asked = request.GET.get(key, choices[0]) or choices[0]
    if asked not in choices:
        raise BadRequest(f"“{asked[:40]}” is not known here for “{key}”. Use {', '.join(filter(None, choices))}.")
    return asked


def selection_of(request, indicator):
    """The areas and the group of people that the address asks for; ?areas=a,b and ?areas=a&areas=b are the same."""
    said = ",".join(request.GET.getlist("areas"))
    codes = [code.strip() for code in said.split(",") if code.strip()]
    try:
        return select(indicator, user=request.user, codes=codes, group=request.GET.get("group", ""))
    except (AreasNotUnderstood, GroupNotUnderstood) as problem:
        raise BadRequest(str(problem)) from problem
