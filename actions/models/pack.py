"""Board packs: what a meeting was given, frozen as at a moment."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from actions.models.meeting import Meeting
from cdp import words
from cdp.models import FrozenPaper, Job
from partners.models import Partnership
from partners.roles import Permission


class Audience(models.TextChoices):
    BOARD = "board", "Members of the partnership"
    PUBLIC = "public", "Everybody"


class PackState(models.TextChoices):
    DRAFT = "draft", "Draft"
    WAITING = "waiting", "Waiting to be built"
    BUILDING = "building", "Being built"
    FROZEN = "frozen", "Frozen"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


BEING_BUILT = (PackState.WAITING.value, PackState.BUILDING.value)


class PackQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever may freeze packs sees all of them; members the frozen ones; everybody the published public ones."""
        theirs = Partnership.objects.where(user, Permission.FREEZE_PACKS)
        members = Partnership.objects.where(user, Permission.VIEW)
        frozen = Q(state=PackState.FROZEN, is_restricted=False)
        public = Q(audience=Audience.PUBLIC, partnership__is_published=True, released_at__isnull=False)
        restricted = Q(
            state=PackState.FROZEN, partnership__in=Partnership.objects.where(user, Permission.EXPORT_RESTRICTED)
        )
        return self.filter(Q(partnership__in=theirs) | (frozen & (Q(partnership__in=members) | public)) | restricted)

    def freezable_by(self, user):
        return self.filter(partnership__in=Partnership.objects.where(user, Permission.FREEZE_PACKS))


class Pack(models.Model):
    """The papers of one meeting. A draft may be changed; what is frozen never is: later changes are an addendum."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="packs")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="packs")
    number = models.PositiveSmallIntegerField(help_text="Counted within its meeting.")
    title = models.CharField(max_length=200)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.BOARD)
    is_restricted = models.BooleanField(
        default=False,
        help_text="For few, for what is written in it: every page says so, and its readers are asked who they are. Its "
        "figures are those of any other pack.",
    )
    sections = models.JSONField(default=list, help_text="Keys of actions.packs.sections, in the order of the paper.")
    cover = models.JSONField(default=dict, help_text="{heading: text}, the council's headings and what is said there.")
    template = models.ForeignKey(
        "PaperTemplate", models.PROTECT, null=True, blank=True, related_name="packs", help_text="For its Word file."
    )
    addendum_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="addenda")
    reason = models.TextField(blank=True, help_text="Of an addendum: what changed and why it is told.")
    state = models.CharField(max_length=10, choices=PackState, default=PackState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    step = models.CharField(max_length=200, blank=True, help_text="What is being done, in words.")
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_all = models.PositiveSmallIntegerField(default=0)
    fault = models.TextField(blank=True, help_text="Why it failed, and in which section.")
    frozen = models.OneToOneField(FrozenPaper, models.PROTECT, null=True, blank=True, related_name="pack")
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True, help_text="From when its public may read it.")
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ["-meeting__held_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_pack_per_meeting_and_number"),
            models.CheckConstraint(
                condition=Q(
                    state=PackState.FROZEN, frozen__isnull=False, frozen_at__isnull=False, frozen_by__isnull=False
                )
                | (~Q(state=PackState.FROZEN) & Q(frozen__isnull=True, frozen_at__isnull=True, frozen_by__isnull=True)),
                name="a_frozen_pack_has_its_content_and_others_have_none",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False, state=PackState.FROZEN),
                name="only_a_frozen_pack_is_released",
            ),
            models.CheckConstraint(
                condition=Q(is_restricted=False) | Q(audience=Audience.BOARD),
                name="restricted_figures_are_for_no_public_pack",
                violation_error_message="A pack for everybody cannot be restricted.",
            ),
            models.CheckConstraint(
                condition=Q(addendum_to__isnull=True) | ~Q(reason=""),
                name="an_addendum_says_why",
                violation_error_message="Say what changed and why the board is told.",
            ),
            models.CheckConstraint(
                condition=(Q(state=PackState.FAILED) & ~Q(fault="")) | (~Q(state=PackState.FAILED) & Q(fault="")),
                name="a_failed_pack_says_why",
            ),
            models.CheckConstraint(condition=Q(steps_done__lte=F("steps_all")), name="no_more_steps_than_there_are"),
        ]

    def __str__(self):
        return f"{self.title}, {words.day(self.meeting.held_on)}"

    def get_absolute_url(self):
        return reverse("pack", args=[self.partnership.slug, self.pk])

    @property
    def is_being_built(self):
        return self.state in BEING_BUILT


class PaperTemplate(models.Model):
    """A council's own Word file, of which a paper takes the styles and the page, and nothing else."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="paper_templates")
    name = models.CharField(max_length=100)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    archived_at = models.DateTimeField(null=True, blank=True)
    archived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["partnership", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "name"],
                condition=Q(archived_at__isnull=True),
                name="one_paper_template_per_name",
                violation_error_message="There is a template of this name. Archive it first, or choose another name.",
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True, archived_by__isnull=True)
                | Q(archived_at__isnull=False, archived_by__isnull=False),
                name="a_paper_template_is_archived_by_someone",
            ),
        ]

    def __str__(self):
        return self.name
