"""The people of a partnership as its page shows them."""

from dataclasses import dataclass, field

from cdp import exports, words
from partners.models import AccessRequest, Invitation, Membership, Person
from partners.roles import Role

COLUMNS = [
    exports.Column("name", "Name"),
    exports.Column("email", "Email address"),
    exports.Column("roles", "Roles"),
    exports.Column("last_signed_in", "Last signed in"),
]


@dataclass
class Member:
    person: Person
    roles: list = field(default_factory=list)


ORDER = {role.value: place for place, role in enumerate(Role)}


def members_of(partnership):
    """People with a role, by name; roles as the table of roles orders them. Programs have a page of their own."""
    members = {}
    held = Membership.objects.filter(partnership=partnership, user__is_service=False)
    for membership in held.select_related("user", "agency"):
        members.setdefault(membership.user_id, Member(membership.user)).roles.append(membership)
    for member in members.values():
        member.roles.sort(key=_place)
    return sorted(members.values(), key=lambda member: (member.person.name.casefold(), member.person.pk))


def roles_of(person, partnership):
    held = Membership.objects.filter(user=person, partnership=partnership).select_related("agency")
    return sorted(held, key=_place)


def held_by(person):
    """(partnership, roles) of everywhere that this person has one, by name."""
    held = {}
    for membership in Membership.objects.filter(user=person).select_related("partnership", "agency"):
        held.setdefault(membership.partnership, []).append(membership)
    found = [(partnership, sorted(roles, key=_place)) for partnership, roles in held.items()]
    return sorted(found, key=lambda pair: (pair[0].name, pair[0].pk))


def _place(membership):
    return (ORDER[membership.role], str(membership.agency or ""))


def agencies_of(members):
    """(slug, name) of the agencies that somebody acts for."""
    found = {role.agency.slug: role.agency.name for member in members for role in member.roles if role.agency}
    return sorted(found.items(), key=lambda pair: pair[1])


def invitations_of(partnership, *, now):
    """The open ones, each with whether its time is over."""
    waiting = Invitation.objects.filter(partnership=partnership, accepted_at=None, withdrawn_at=None)
    return [(one, one.expires_at <= now) for one in waiting.select_related("agency", "invited_by")]


def requests_of(partnership):
    """The open ones, the longest waiting first."""
    waiting = AccessRequest.objects.filter(partnership=partnership, decided_at=None)
    return list(waiting.select_related("person", "agency").order_by("asked_at", "pk"))


def headline(members, requests):
    people = "1 person has a role" if len(members) == 1 else f"{len(members)} people have roles"
    if not requests:
        return people
    return f"{people}, {words.plural(len(requests), 'request')} to answer"


def role_in_words(role):
    return f"{role.get_role_display()}, {role.agency}" if role.agency else role.get_role_display()


def table(partnership, members):
    return exports.Table(
        name=f"{partnership.slug}-people",
        title=f"{partnership.name}: people",
        columns=COLUMNS,
        rows=[
            (
                member.person.name,
                member.person.email,
                "; ".join(role_in_words(role) for role in member.roles),
                words.day(member.person.last_login),
            )
            for member in members
        ],
        notes=["Personal data: keep it only as long as you need it."]
        if not partnership.is_sample
        else [exports.SAMPLE_NOTE],
    )
