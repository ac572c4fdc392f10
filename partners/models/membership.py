from django.db import models
from django.db.models import Q
from django.urls import reverse

from partners.models.agency import Agency
from partners.models.document import StakeholderCategory
from partners.models.partnership import Partnership
from partners.models.person import Person
from partners.roles import ROLES_OF_A_PARTNERSHIP, ROLES_OF_AN_AGENCY


class Seat(models.Model):
    """An agency's place in a partnership."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="seats")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="seats")
    stakeholder_category = models.ForeignKey(
        StakeholderCategory, models.SET_NULL, null=True, blank=True, related_name="seats"
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["partnership", "agency__name"]
        constraints = [models.UniqueConstraint(fields=["partnership", "agency"], name="one_seat_per_agency")]

    def __str__(self):
        return f"{self.agency} in {self.partnership}"

    def get_absolute_url(self):
        return reverse("agency", args=[self.partnership.slug, self.agency.slug])


class Membership(models.Model):
    """A person's role in a partnership, for an agency where the role is an agency's."""

    user = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="memberships")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=30, choices=[(role.value, role.label) for role in ROLES_OF_A_PARTNERSHIP])

    class Meta:
        ordering = ["partnership", "role", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "partnership", "role", "agency"],
                name="one_membership_per_person_role_and_agency",
            ),
            models.UniqueConstraint(
                fields=["user", "partnership", "role"],
                condition=Q(agency__isnull=True),
                name="one_membership_per_person_and_role_without_agency",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=[role.value for role in ROLES_OF_AN_AGENCY]) | Q(agency__isnull=False),
                name="a_lead_officer_has_an_agency",
                violation_error_message="A lead officer acts for an agency. Choose the agency.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in ROLES_OF_A_PARTNERSHIP]),
                name="a_membership_has_a_role_of_a_partnership",
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()} of {self.partnership}"
