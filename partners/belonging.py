"""The partnerships that a person belongs to, and what they may do in each: for the header of every page.

They come with the query that finds who is signed in, so that no page makes a query more for its header. What somebody
may do is decided elsewhere, by querysets; this only says which links to show.
"""

import json
from dataclasses import dataclass

from django.db.models import Aggregate, Func, OuterRef, Subquery, TextField

from partners.models import Membership, Person
from partners.roles import GRANTS


@dataclass(frozen=True)
class Place:
    slug: str
    name: str
    permissions: frozenset


# As text: Django's own functions for JSON ask SQLite at first use whether it knows any, which costs three queries.
class Row(Func):
    function = "JSONB_BUILD_ARRAY"
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **options):
        return super().as_sql(compiler, connection, function="JSON_ARRAY", **options)


class Listed(Aggregate):
    """All rows of a group as one list."""

    function = "JSONB_AGG"
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **options):
        return super().as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **options)


def with_places(people):
    """People with the roles that they hold, as `places_of` reads them."""
    held = Membership.objects.filter(user=OuterRef("pk")).order_by().values("user")
    rows = Listed(Row("partnership__slug", "partnership__short_name", "role"))
    return people.annotate(roles_held=Subquery(held.annotate(rows=rows).values("rows")))


def places_of(person):
    """Where this person holds a role, by name; empty for a visitor."""
    if not isinstance(person, Person):
        return []
    if not hasattr(person, "roles_held"):
        found = with_places(Person.objects.filter(pk=person.pk))
        person.roles_held = found.values_list("roles_held", flat=True).first()
    granted = {}
    for slug, name, role in json.loads(person.roles_held or "[]"):
        granted.setdefault((name, slug), set()).update(GRANTS.get(role, ()))
    return [Place(slug, name, frozenset(permissions)) for (name, slug), permissions in sorted(granted.items())]


def permissions_in(person, partnership):
    """What the roles of this person in this partnership grant."""
    return next((place.permissions for place in places_of(person) if place.slug == partnership.slug), frozenset())
