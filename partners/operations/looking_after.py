"""Who may change the people of a partnership, asked again at the moment of the change."""

from partners.models import Partnership
from partners.roles import Permission


class NotTheirs(Exception):
    """This person does not look after the people of this partnership, or no longer: for them it is not there."""


def locked(partnership, *, by):
    """The partnership, once nobody else is changing its people; NotTheirs unless `by` looks after them."""
    found = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    # Asked only now: a query that waits for the lock would decide by what was true before it waited.
    if not Partnership.objects.where(by, Permission.MANAGE_PEOPLE).filter(pk=found.pk).exists():
        raise NotTheirs(f"{by} does not look after the people of {found}.")
    return found
