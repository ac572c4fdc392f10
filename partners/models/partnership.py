from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, Q
from django.urls import reverse

from partners.models.agency import Agency
from partners.roles import NATIONAL_ROLES, Permission, roles_granting

# A partnership's address is its slug at the root of the site, so these words are taken.
RESERVED_SLUGS = (
    "about", "access", "accessibility", "account", "admin", "agencies", "api", "audit", "compare", "data", "embed",
    "framework", "healthz", "indicators", "join", "m", "mail", "media", "my", "packs", "privacy", "readyz", "reports",
    "s", "search", "sign-in", "sign-out", "static",
)  # fmt: skip


class PartnershipQuerySet(models.QuerySet):
    def where(self, user, permission):
        """Partnerships in which this person's role, or one that holds in all of them, grants this permission."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(_granted(user, permission))

    def visible_to(self, user):
        """Published partnerships are everybody's; the others are their members'."""
        published = Q(is_published=True)
        return self.filter(published | _granted(user, Permission.VIEW) if user.is_authenticated else published)


def _granted(user, permission):
    if board := getattr(user, "partnership_seen", None):
        # Not a person but the sight of a board (partners/sight.py): it sees, and may do nothing.
        return Q(pk=board.pk) if permission == Permission.VIEW else Q(pk__in=[])
    roles = roles_granting(permission)
    granted = Q(pk__in=user.memberships.filter(role__in=roles).values("partnership"))
    national = [role.value for role in NATIONAL_ROLES if role.value in roles]
    return granted | Q(Exists(user.national_roles.filter(role__in=national))) if national else granted


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
