"""Who we are: people, partnerships, agencies and the documents that partnerships publish."""

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from partners.roles import ROLES_OF_AN_AGENCY, Permission, Role, roles_granting

# A partnership's address is its slug at the root of the site, so these words are taken.
RESERVED_SLUGS = (
    "about", "accessibility", "admin", "agencies", "api", "data", "framework", "healthz", "indicators", "media", "my",
    "privacy", "readyz", "sign-in", "sign-out", "static",
)  # fmt: skip


class PersonManager(BaseUserManager):
    def create_user(self, email, *, password=None, **fields):
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email, *, password=None, **fields):
        return self.create_user(email, password=password, is_staff=True, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in; what they may do follows from their memberships."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_staff = models.BooleanField(default=False, help_text="May open the admin pages.")
    is_active = models.BooleanField(default=True, help_text="Untick instead of deleting: history keeps its author.")
    date_joined = models.DateTimeField(default=timezone.now)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "people"

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name


class AgencyKind(models.TextChoices):
    LOCAL_AUTHORITY = "local_authority", "Local authority"
    NHS = "nhs", "NHS"
    TREATMENT_PROVIDER = "treatment_provider", "Treatment provider"
    PARTNERSHIP_BOARD = "partnership_board", "Partnership board"
    VOLUNTARY = "voluntary", "Voluntary organisation"
    COMMUNITY_SAFETY = "community_safety", "Community safety"
    POLICE = "police", "Police"
    GOVERNMENT = "government", "Government"
    EDUCATION = "education", "Education"
    HOUSING = "housing", "Housing"
    PCC = "pcc", "Police and crime commissioner"
    ICB = "icb", "Integrated care board"
    PRISON = "prison", "Prison"
    EMPLOYMENT = "employment", "Employment"
    PROBATION = "probation", "Probation"
    OTHER = "other", "Other"


class Agency(models.Model):
    """A body that leads or supports work; shared by all partnerships, since one police force sits in several."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=30, choices=AgencyKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    is_generic = models.BooleanField(default=False, help_text="A kind of partner, such as schools, and not one body.")
    is_sample = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "agencies"
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="agency_is_not_its_own_parent",
                violation_error_message="An agency cannot be its own parent.",
            ),
        ]

    def __str__(self):
        return self.name


class AgencyAlias(models.Model):
    """Another name under which documents mention an agency."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agency aliases"
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="one_alias_per_agency_and_name")]

    def __str__(self):
        return self.name


class PartnershipQuerySet(models.QuerySet):
    def where(self, user, permission):
        """Partnerships in which this person's role grants this permission."""
        if not user.is_authenticated:
            return self.none()
        memberships = Membership.objects.filter(user=user, role__in=roles_granting(permission))
        return self.filter(pk__in=memberships.values("partnership"))

    def visible_to(self, user):
        """Published partnerships are everybody's; the others are their members'."""
        if not user.is_authenticated:
            return self.filter(is_published=True)
        memberships = Membership.objects.filter(user=user, role__in=roles_granting(Permission.VIEW))
        return self.filter(Q(is_published=True) | Q(pk__in=memberships.values("partnership")))


class Partnership(models.Model):
    """A Combating Drugs Partnership: the agencies of an area that own one strategy together."""

    slug = models.SlugField(max_length=60, unique=True, validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$")])
    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=100, help_text="The name of its area, used where space is short.")
    host = models.CharField(max_length=200, blank=True, help_text="The body that hosts the partnership, as printed.")
    host_agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="hosted_partnerships")
    vision = models.TextField(blank=True)
    note = models.TextField(blank=True)
    is_published = models.BooleanField(default=False, help_text="Published ones can be read without signing in.")
    is_sample = models.BooleanField(default=False, help_text="Made-up data, labelled so wherever it is shown.")

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["is_sample", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED_SLUGS),
                name="partnership_slug_is_not_a_page_of_ours",
                violation_error_message="This short name is an address of the site itself. Choose another.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("strategy", args=[self.slug])


class Principle(models.Model):
    """A principle by which a partnership works."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="principles")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    meaning = models.TextField(blank=True)
    place = models.TextField(blank=True)

    class Meta:
        ordering = ["partnership", "position"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "position"], name="one_principle_per_position"),
            models.UniqueConstraint(fields=["partnership", "name"], name="one_principle_per_name"),
        ]

    def __str__(self):
        return self.name


class DocumentKind(models.TextChoices):
    NEEDS_ASSESSMENT = "needs_assessment", "Needs assessment"
    STRATEGY = "strategy", "Strategy"


class Document(models.Model):
    """A document that a partnership published: where its recommendations, actions and figures come from."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="documents")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=DocumentKind)
    published = models.CharField(max_length=60, blank=True, help_text="When it was published, as printed.")
    published_note = models.TextField(blank=True)
    covers = models.CharField(max_length=200, blank=True, help_text="The period it covers, as printed.")

    class Meta:
        ordering = ["partnership", "title"]
        constraints = [models.UniqueConstraint(fields=["partnership", "title"], name="one_document_per_title")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("document", args=[self.partnership.slug])


class DocumentNote(models.Model):
    """What a reader of our data has to know about how a document was read."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="notes")
    subject = models.CharField(max_length=60)
    text = models.TextField()

    class Meta:
        ordering = ["document", "subject"]
        constraints = [models.UniqueConstraint(fields=["document", "subject"], name="one_note_per_subject")]

    def __str__(self):
        return f"{self.subject}: {self.text[:60]}"


class StakeholderCategory(models.Model):
    """A kind of stakeholder on a partnership's systems map; a document can hold several versions of the map."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="stakeholder_categories")
    version = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    colour = models.CharField(max_length=30, blank=True, help_text="The colour that the document's map gives it.")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    place = models.TextField(blank=True)

    class Meta:
        ordering = ["document", "version", "position"]
        verbose_name_plural = "stakeholder categories"
        constraints = [
            models.UniqueConstraint(fields=["document", "version", "position"], name="one_category_per_position"),
        ]

    def __str__(self):
        return self.name


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
    role = models.CharField(max_length=30, choices=Role)

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
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()} of {self.partnership}"
