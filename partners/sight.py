"""Seeing with the eyes of a board rather than of whoever happens to ask.

A pack, a report that is shared, a link: what they hold must not depend on where else their maker has a seat. A sight is
given to `visible_to` in the place of a person. The public's sight is Django's AnonymousUser.
"""

from dataclasses import dataclass

from partners.models import Partnership


@dataclass(frozen=True)
class BoardOf:
    """What the members of one partnership all see: what is published, and what is theirs. It may change nothing."""

    partnership: Partnership
    is_authenticated = True
    is_active = True
    is_staff = is_superuser = False
    pk = None
    id = None

    @property
    def partnership_seen(self):
        return self.partnership
