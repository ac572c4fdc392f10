"""What a token may be used for. It narrows what its person may do by their roles, and never adds to it."""

from dataclasses import dataclass
from datetime import datetime

from rest_framework import exceptions

from cdp.models import Scope
from partners.models import Membership
from partners.roles import GRANTS, Permission

# A scope means something for whoever holds one of these; reading is everybody's who has a role.
MEANS = {
    Scope.READ: {Permission.VIEW},
    Scope.WRITE_UPDATES: {Permission.REPORT_PROGRESS, Permission.REPORT_ANY_PROGRESS},
    Scope.DECIDE_UPDATES: {Permission.APPROVE_UPDATES},
    Scope.WRITE_FIGURES: {Permission.REFRESH_SOURCES, Permission.MANAGE_SOURCES},
    Scope.WRITE_IMPORTS: {Permission.EDIT_PLAN},
}

WORDS = {"token": "token", "client": "program"}


@dataclass(frozen=True)
class Access:
    """`request.auth` of whoever came with a token: which one, and what for. A session has none."""

    kind: str  # "token" or "client"
    pk: int
    name: str
    scopes: frozenset
    last_used_at: datetime | None = None
    mark: str = ""  # its first letters, by which its owner knows it

    @property
    def key(self):
        """By which its requests are counted: "token:7"."""
        return f"{self.kind}:{self.pk}"

    @property
    def in_words(self):
        """As the audit keeps it: "the token “Power BI” (cdp_ab12cd34…)"."""
        return f"the {WORDS[self.kind]} “{self.name}”" + (f" ({self.mark})" if self.mark else "")


class ScopeMissing(exceptions.PermissionDenied):
    def __init__(self, *scopes):
        said = " or ".join(f"{scope}: {scope.label[0].lower()}{scope.label[1:]}" for scope in map(Scope, scopes))
        super().__init__(f"This token lacks the scope {said}.")
        self.auth_header = f'Bearer error="insufficient_scope", scope="{" ".join(scopes)}"'


def needs(request, *scopes):
    """Raises ScopeMissing for a token that has none of these. A session needs none: there the roles decide."""
    if request.auth is not None and not request.auth.scopes.intersection(scopes):
        raise ScopeMissing(*scopes)


def meant_for_roles(roles):
    """The scopes that roles can make use of, in the order of the table."""
    held = set().union(*(GRANTS[role] for role in roles)) if roles else set()
    return [scope for scope, permissions in MEANS.items() if permissions & held]


def meant_for(person):
    """Those that the person's roles can make use of anywhere; none for whoever has no role."""
    roles = set(Membership.objects.filter(user=person).order_by().values_list("role", flat=True))
    roles |= set(person.national_roles.values_list("role", flat=True))
    return meant_for_roles(roles)


def known(words):
    """Of stored words those that are scopes today."""
    return frozenset(Scope(word) for word in words if word in Scope.values)
