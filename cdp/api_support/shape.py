"""What an answer shows and in which order: fields=, include= and sort=, each from the list of what is allowed.

A viewset says `includable` (fields that are left out unless they are asked for), `sortable` ({name: path of the
column}) and, where a field that is worked out draws on rows that are fetched beforehand, `draws_on`
({field: name of those rows}): what no field that is shown needs is not fetched.
"""

from django.db.models import Prefetch
from rest_framework.serializers import SerializerMethodField

from cdp.api_support.problems import BadParameters

FIELDS, INCLUDE, SORT = "fields", "include", "sort"
MOST_SORTS = 3


def names_of(request, parameter, allowed):
    """The names that a parameter gives, each of them allowed and given once; None where it is not there."""
    text = request.query_params.get(parameter)
    if text is None:
        return None
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in allowed:
            raise BadParameters([(parameter, f"“{name}” is not allowed. Use of these: {', '.join(sorted(allowed))}.")])
    if len(set(names)) < len(names):
        raise BadParameters([(parameter, "A name is given twice.")])
    return names


def shown(request, every, includable):
    """The names of the fields that are answered, in the order in which the serializer has them."""
    included = names_of(request, INCLUDE, includable) or () if includable else ()
    chosen = names_of(request, FIELDS, every)
    if chosen is None:
        return [name for name in every if name not in includable or name in included]
    return [name for name in every if name in chosen or name in included]


def ordering(request, sortable, default):
    """[column, …] or [-column, …], ending in the primary key where the caller chose the order."""
    text = request.query_params.get(SORT)
    if text is None or not sortable:
        return default
    pairs = [(name.strip().removeprefix("-"), name.strip().startswith("-")) for name in text.split(",")]
    for name, _ in pairs:
        if name not in sortable:
            allowed = ", ".join(sorted(sortable))
            raise BadParameters([(SORT, f"“{name}” is not allowed. Use of these, or of them with -: {allowed}.")])
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise BadParameters([(SORT, "A name is given twice.")])
    if len(names) > MOST_SORTS:
        raise BadParameters([(SORT, f"At most {MOST_SORTS} names, please.")])
    return [*(f"-{sortable[name]}" if is_last_first else sortable[name] for name, is_last_first in pairs), "pk"]


def columns(*names):
    """`sortable` of columns that are called as their fields are."""
    return {name: name for name in names}


def without_unshown(queryset, serializer, draws_on):
    """The rows without the prefetches that no field of the serializer needs.

    Some narrow what is fetched to what the caller may see. So nothing is left out while a field is shown of which
    nobody said what it draws on.
    """
    if any(
        isinstance(field, SerializerMethodField) and name not in draws_on for name, field in serializer.fields.items()
    ):
        return queryset
    lookups = queryset._prefetch_related_lookups
    needed = {
        draws_on.get(name) or str(field.source or name).split(".")[0] for name, field in serializer.fields.items()
    }
    known = _drawn_on(serializer, draws_on)
    kept = [each for each in lookups if (first := _first(each)) in needed or first not in known]
    return queryset if len(kept) == len(lookups) else queryset.prefetch_related(None).prefetch_related(*kept)


def _drawn_on(serializer, draws_on):
    """All that fields of this serializer draw on, shown or not: a prefetch for anything else is left alone."""
    declared = type(serializer)(context=serializer.context).fields
    return {draws_on.get(name) or str(field.source or name).split(".")[0] for name, field in declared.items()}


def _first(lookup):
    path = lookup.prefetch_through if isinstance(lookup, Prefetch) else lookup
    return path.split("__")[0]


def descending(path):
    """(path, whether the last come first)"""
    return path.removeprefix("-"), path.startswith("-")
