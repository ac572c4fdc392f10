"""How people come to a partnership: invited, or on their own request."""

from django.db import models
from django.db.models import F, Q

from partners.models.agency import Agency
from partners.models.partnership import Partnership
from partners.models.person import Person
from partners.roles import NATIONAL_ROLES, ROLES_OF_AN_AGENCY, Role

FOR_AN_AGENCY = ~Q(role__in=[role.value for role in ROLES_OF_AN_AGENCY]) | Q(agency__isnull=False)
NEEDS_AN_AGENCY = "This role acts for an agency. Choose the agency."


class Invitation(models.Model):
    """An invitation by email to one role. Its link is known to whoever was sent it alone: only a digest is kept."""

    email = models.EmailField()
    name = models.CharField(max_length=200)
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="invitations")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="invitations")
    role = models.CharField(max_length=30, choices=Role)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="invitations_sent")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="invitations_accepted")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=FOR_AN_AGENCY,
                name="an_invitation_to_an_agency_role_has_an_agency",
                violation_error_message=NEEDS_AN_AGENCY,
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="an_accepted_invitation_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="a_withdrawn_invitation_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="an_invitation_is_accepted_or_withdrawn",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="an_invitation_expires_later"),
            models.UniqueConstraint(
                fields=["email", "partnership"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_per_email_and_partnership",
            ),
        ]

    def __str__(self):
        return f"{self.email}, {self.get_role_display()} of {self.partnership}"


class AccessRequest(models.Model):
    """Somebody who signs in asks for a role; a partnership lead grants it or says why not."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="access_requests")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="access_requests")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="access_requests")
    role = models.CharField(max_length=30, choices=Role)
    why = models.TextField()
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    is_granted = models.BooleanField(null=True, blank=True)
    answer = models.TextField(blank=True, help_text="What the person is told.")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=FOR_AN_AGENCY,
                name="a_request_for_an_agency_role_has_an_agency",
                violation_error_message=NEEDS_AN_AGENCY,
            ),
            models.CheckConstraint(condition=~Q(why=""), name="a_request_says_why"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, is_granted__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False, is_granted__isnull=False),
                name="a_decided_request_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(is_granted=False) | ~Q(answer=""),
                name="a_refused_request_says_why_not",
                violation_error_message="Say why the request is refused.",
            ),
            models.UniqueConstraint(
                fields=["person", "partnership"],
                condition=Q(decided_at__isnull=True),
                name="one_open_request_per_person_and_partnership",
            ),
        ]

    def __str__(self):
        return f"{self.person} asks to be {self.get_role_display()} of {self.partnership}"


class NationalRole(models.Model):
    """A role across all partnerships; given by staff."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="national_roles")
    role = models.CharField(max_length=30, choices=[(role.value, role.label) for role in NATIONAL_ROLES])
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["person", "role"]
        constraints = [
            models.UniqueConstraint(fields=["person", "role"], name="one_national_role_per_person"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in NATIONAL_ROLES]), name="a_national_role_is_national"
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.get_role_display()}"
