"""Figures: a series is one indicator in one area for one group of people; an observation is one period of it."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from indicators.models.area import Area
from indicators.models.indicator import Indicator
from indicators.models.source import OfSourceQuerySet, Refresh, Source
from partners.models import Partnership
from partners.roles import Permission


class State(models.TextChoices):
    PUBLISHED = "published", "Published"
    PROVISIONAL = "provisional", "Provisional"
    MODELLED = "modelled", "Modelled"
    # The source gives it and says that it cannot be set beside others: shown, and in no judgement.
    NOT_COMPARABLE = "not_comparable", "Not for comparison"
    SUPPRESSED = "suppressed", "Suppressed"
    NOT_AVAILABLE = "not_available", "Not available"


STATES_WITHOUT_A_VALUE = (State.SUPPRESSED, State.NOT_AVAILABLE)


class Qualifier(models.TextChoices):
    EXACT = "exact", ""
    ABOUT = "about", "about"
    OVER = "over", "over"
    UNDER = "under", "under"
    AT_LEAST = "at_least", "at least"
    AT_MOST = "at_most", "at most"


class SeriesQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A series known from an unpublished document alone would give away what that document measures."""
        own = Observation.objects.filter(series=OuterRef("pk"))
        return self.filter(~Exists(own.hidden_from(user)) | Exists(own.visible_to(user)))

    def markable_by(self, user):
        """Those of the areas for which this person's partnership answers, if they may mark step changes there."""
        partnerships = Partnership.objects.where(user, Permission.MARK_STEP_CHANGES)
        return self.visible_to(user).filter(area__footprints__partnership__in=partnerships).distinct()


class Series(models.Model):
    """One indicator in one area for one group of people over time."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="series")
    area = models.ForeignKey(Area, models.PROTECT, related_name="series")
    sex = models.CharField(max_length=20, default="Persons")
    # Empty text, never null, so that the key below holds for series without a group.
    age = models.CharField(max_length=60, blank=True, default="")
    category_type = models.CharField(max_length=120, blank=True, default="")
    category = models.CharField(max_length=200, blank=True, default="")
    is_headline = models.BooleanField(default=False, help_text="The one that stands for the indicator in its area.")

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "area", "category_type", "category", "sex", "age", "pk"]
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "area", "sex", "age", "category_type", "category"], name="one_series_per_group"
            ),
            models.UniqueConstraint(
                fields=["indicator", "area"], condition=Q(is_headline=True), name="one_headline_series"
            ),
            models.CheckConstraint(
                condition=Q(category="") | ~Q(category_type=""),
                name="a_category_has_its_type",
                violation_error_message="A category needs a category type.",
            ),
        ]

    def __str__(self):
        return ", ".join(filter(None, [self.indicator.name, self.area.name, self.group]))

    @property
    def group(self):
        """Whom the series is about in words; empty when it is everybody."""
        sex = "" if self.sex == "Persons" else self.sex
        return ", ".join(filter(None, [self.category, sex, self.age]))


class FigureFields(models.Model):
    """The columns that an observation and a superseded observation share."""

    period = models.CharField(max_length=60, blank=True, help_text="As shown; empty where the document gives no date.")
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    value = models.FloatField(null=True, blank=True)
    lower_95 = models.FloatField(null=True, blank=True)
    upper_95 = models.FloatField(null=True, blank=True)
    lower_998 = models.FloatField(null=True, blank=True)
    upper_998 = models.FloatField(null=True, blank=True)
    count = models.FloatField(null=True, blank=True)
    denominator = models.FloatField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.PUBLISHED)
    qualifier = models.CharField(max_length=10, choices=Qualifier, default=Qualifier.EXACT)
    printed = models.CharField(max_length=200, blank=True, help_text="The figure as it stands in the document.")
    note = models.TextField(blank=True)
    place = models.TextField(blank=True, help_text="Where in the source it stands.")
    variant = models.PositiveSmallIntegerField(
        default=0, help_text="0 stands; 1 and up are other values that the same source prints for the same key."
    )
    is_disputed = models.BooleanField(
        default=False, help_text="The source contradicts itself here; the figure is kept as printed."
    )

    class Meta:
        abstract = True


def _whole_interval(lower, upper):
    # A CHECK passes when it comes out NULL, so a half-empty interval has to be ruled out in so many words.
    return Q(**{f"{lower}__isnull": True, f"{upper}__isnull": True}) | Q(
        **{f"{lower}__isnull": False, f"{upper}__isnull": False, f"{lower}__lte": F(upper)}
    )


def _value_within(lower, upper):
    return (
        Q(is_disputed=True)
        | Q(**{f"{lower}__isnull": True})
        | Q(value__isnull=True)
        | Q(**{"value__isnull": False, f"{lower}__lte": F("value"), f"{upper}__gte": F("value")})
    )


class ObservationQuerySet(OfSourceQuerySet):
    def standing(self):
        """Without the values that the same source prints elsewhere for the same key."""
        return self.filter(variant=0)


class Observation(FigureFields):
    """One figure: a series in one period, as one source gives it."""

    # The load makes series, source and refresh in its own transaction, so that constraints and indexes here would
    # only cost time: they double the load of a million rows.
    series = models.ForeignKey(
        Series, models.DO_NOTHING, related_name="observations", db_constraint=False, db_index=False
    )
    source = models.ForeignKey(
        Source, models.DO_NOTHING, related_name="observations", db_constraint=False, db_index=False
    )
    refresh = models.ForeignKey(
        Refresh, models.DO_NOTHING, related_name="observations", db_constraint=False, db_index=False
    )

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["series", "period_end", "period_start", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "period_start", "period_end", "source", "variant"],
                name="one_observation_per_series_period_and_source",
            ),
            # Where a date is missing the key above does not bind, so there the words of the period do.
            models.UniqueConstraint(
                fields=["series", "period", "source", "variant"],
                condition=Q(period_start__isnull=True) | Q(period_end__isnull=True),
                name="one_undated_observation_per_series_period_and_source",
            ),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True)
                | Q(period_end__isnull=True)
                | Q(period_start__lte=F("period_end")),
                name="period_ends_after_it_begins",
                violation_error_message="A period cannot end before it begins.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=STATES_WITHOUT_A_VALUE, value__isnull=True)
                | (~Q(state__in=STATES_WITHOUT_A_VALUE) & Q(value__isnull=False)),
                name="value_is_there_unless_suppressed_or_missing",
                violation_error_message="A figure has a value, or says why it has none.",
            ),
            models.CheckConstraint(
                condition=_whole_interval("lower_95", "upper_95"),
                name="interval_95_is_whole",
                violation_error_message="Give both limits of the 95% interval, the lower one first, or neither.",
            ),
            models.CheckConstraint(
                condition=_whole_interval("lower_998", "upper_998"),
                name="interval_998_is_whole",
                violation_error_message="Give both limits of the 99.8% interval, the lower one first, or neither.",
            ),
            models.CheckConstraint(
                condition=_value_within("lower_95", "upper_95"),
                name="value_lies_in_its_95_interval",
                violation_error_message="The value must lie within its 95% interval.",
            ),
            models.CheckConstraint(
                condition=_value_within("lower_998", "upper_998"),
                name="value_lies_in_its_998_interval",
                violation_error_message="The value must lie within its 99.8% interval.",
            ),
        ]

    def __str__(self):
        return f"{self.series}, {self.period or 'undated'}: {self.printed or self.value}"


class SupersededObservation(FigureFields):
    """A figure as it stood until a later refresh changed it."""

    observation_id = models.BigIntegerField()
    series = models.ForeignKey(
        Series, models.DO_NOTHING, related_name="superseded", db_constraint=False, db_index=False
    )
    source = models.ForeignKey(Source, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    refresh = models.ForeignKey(Refresh, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    known_until = models.DateTimeField()
    replaced_by = models.ForeignKey(
        Refresh, models.DO_NOTHING, related_name="superseded", db_constraint=False, db_index=False
    )

    objects = OfSourceQuerySet.as_manager()

    class Meta:
        ordering = ["series", "period_start", "known_until", "pk"]
        indexes = [
            models.Index(fields=["series", "period_start"], name="superseded_series_period"),
            # Newest change first, and what has changed since a day.
            models.Index(fields=["known_until", "id"], name="superseded_known_until"),
        ]

    def __str__(self):
        return f"{self.series}, {self.period}: {self.value} until {self.known_until:%d %B %Y}"


class ReadingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever may see the figure shown may see all that the reading is made of: recomputing sees to that."""
        return self.exclude(source__in=Source.objects.hidden_from(user))


class Reading(models.Model):
    """What a series says now: recomputed by each refresh that touches it, and all that a list page reads."""

    series = models.OneToOneField(Series, models.CASCADE, primary_key=True, related_name="reading")
    # Area and indicator are repeated from the series: a board page reads its rows without a join. What the series may
    # not lose its reading keeps too, so that a check of each at every commit would only cost time.
    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="readings", db_constraint=False, db_index=False
    )
    area = models.ForeignKey(Area, models.CASCADE, related_name="readings", db_constraint=False, db_index=False)
    is_headline = models.BooleanField(default=False)

    observation = models.ForeignKey(
        Observation, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    # The observation's: who may see a reading is asked for each of them, and must not lead through millions of figures.
    source = models.ForeignKey(Source, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    value = models.FloatField(null=True)
    lower_95 = models.FloatField(null=True)
    upper_95 = models.FloatField(null=True)
    lower_998 = models.FloatField(null=True)
    upper_998 = models.FloatField(null=True)
    # The source gives no limits; they were worked out from its count and denominator.
    interval_is_computed = models.BooleanField(default=False)
    count = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    state = models.CharField(max_length=20, choices=State)
    qualifier = models.CharField(max_length=10, choices=Qualifier)
    printed = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=60, blank=True)
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)

    previous_value = models.FloatField(null=True)
    previous_period = models.CharField(max_length=60, blank=True)
    change = models.FloatField(null=True)
    previous_count = models.FloatField(null=True)
    change_count = models.FloatField(null=True)
    # Against the previous period: both intervals must part.
    standing_previous = models.CharField(max_length=20, default="not_compared")

    trend = models.CharField(max_length=30, default="cannot_be_calculated")
    trend_verdict = models.CharField(max_length=30, blank=True)
    trend_reason = models.CharField(max_length=60, blank=True)
    trend_points = models.PositiveSmallIntegerField(default=0)

    # By the 95% interval, and by the 99.8% interval: a difference that holds there too is the surer one.
    england_value = models.FloatField(null=True)
    standing_england = models.CharField(max_length=20, default="not_compared")
    standing_england_998 = models.CharField(max_length=20, default="not_compared")
    region_value = models.FloatField(null=True)
    standing_region = models.CharField(max_length=20, default="not_compared")
    standing_region_998 = models.CharField(max_length=20, default="not_compared")
    neighbours_value = models.FloatField(null=True)
    standing_neighbours = models.CharField(max_length=20, default="not_compared")
    standing_neighbours_998 = models.CharField(max_length=20, default="not_compared")
    # How the neighbours' figure came about: "published" for a group of areas, "pooled" from its areas, or neither.
    neighbours_basis = models.CharField(max_length=20, blank=True)
    standing_goal = models.CharField(max_length=20, default="not_compared")
    rank = models.PositiveIntegerField(null=True)
    rank_of = models.PositiveIntegerField(null=True)
    fifth = models.PositiveSmallIntegerField(null=True)
    # At most 12 points as JSON text: [[period, value], …], oldest first; read by the page that draws them.
    spark = models.TextField(default="[]")

    objects = ReadingQuerySet.as_manager()

    class Meta:
        indexes = [
            # An area's scorecard is chosen, sorted and summed up from this alone.
            models.Index(
                fields=[
                    "area",
                    "indicator",
                    "series",
                    "source",
                    "period_end",
                    "standing_england",
                    "standing_england_998",
                    "trend",
                    "trend_verdict",
                    "trend_reason",
                ],
                condition=Q(is_headline=True),
                name="reading_scorecard",
            ),
            models.Index(fields=["indicator", "area"], condition=Q(is_headline=True), name="reading_indicator_area"),
            # Of every group of people: what an area has, and the newest of it; what there is of an indicator, and all
            # that its line in the list of indicators says.
            models.Index(fields=["area", "period_end", "indicator", "source"], name="reading_area_newest"),
            models.Index(fields=["indicator", "area", "period_end", "source"], name="reading_of_indicator"),
        ]

    def __str__(self):
        return f"{self.series}: {self.printed or self.value}"
