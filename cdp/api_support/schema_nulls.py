"""Which fields of an answer can be null: what the database may leave empty, and what is null for want of a row."""

from django.core.exceptions import FieldDoesNotExist


def can_be_null(field):
    """Whether the field of a serializer can be, though nothing on the field itself says so."""
    return field.default is None or _is_empty_column(field)


def _is_empty_column(field):
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    names = getattr(field, "source_attrs", None)
    if not (model and names):
        return False
    try:
        *path, last = names
        for name in path:
            model = model._meta.get_field(name).related_model
        column = model._meta.get_field(last) if model else None
    except FieldDoesNotExist:
        # Worked out by the model or in the query.
        return False
    if column is None or column.many_to_many or column.one_to_many:
        return False
    return column.null or (column.one_to_one and column.auto_created)
