"""Events of what staff change on the admin pages, where no operation of ours is called."""

from django.forms import ModelChoiceField, ModelMultipleChoiceField

from cdp.audit.recording import record
from cdp.audit.values import plain
from partners.models import Membership

ADDED, CHANGED, DELETED = "row.added", "row.changed", "row.deleted"
SECRET = ("password", "password1", "password2", "usable_password")


def told(*, by, form, formsets=(), is_new=False):
    """What a form of one record has changed, and its lists of parts below it."""
    subject = getattr(form, "instance", None) or getattr(form, "user", None)
    if is_new or form.changed_data:
        record(kind=ADDED if is_new else CHANGED, by=by, subject=subject, changes=_changes_of(form))
    for formset in formsets or ():
        for part in formset.forms:
            if part.instance in formset.deleted_objects:
                told_deleted(by=by, row=part.instance)
            elif part.instance in formset.new_objects:
                _part(ADDED, by, part)
            elif any(part.instance == changed for changed, _ in formset.changed_objects):
                _part(CHANGED, by, part)


def told_deleted(*, by, row):
    if isinstance(row, Membership):
        _role("role.taken", by, row, [row.role, None])
    else:
        record(kind=DELETED, by=by, subject=row)


def _part(kind, by, part):
    if isinstance(part.instance, Membership) and kind == ADDED:
        _role("role.given", by, part.instance, [None, part.instance.role])
    else:
        record(kind=kind, by=by, subject=part.instance, changes=_changes_of(part))


def _role(kind, by, membership, change):
    changes = {"role": change} | ({"agency": membership.agency} if membership.agency else {})
    record(kind=kind, by=by, subject=membership.user, partnership=membership.partnership, changes=changes)


def _changes_of(form):
    return {
        name: ["", "set anew"] if name in SECRET else [_was(form, name), _said(form.cleaned_data.get(name))]
        for name in form.changed_data
        if name in form.cleaned_data or name in SECRET
    }


def _was(form, name):
    field, initial = form.fields[name], form.get_initial_for_field(form.fields[name], name)
    if isinstance(field, ModelChoiceField) and not isinstance(field, ModelMultipleChoiceField) and initial is not None:
        initial = field.queryset.filter(pk=initial).first() or initial
    return _said(initial)


def _said(value):
    try:
        return plain(value)
    except TypeError:
        return str(value)
