"""Publishing a partnership and taking it back: the readings follow at once, not with the next night's run."""

import logging

from django.db import transaction

from cdp import changes
from indicators.models import Series
from indicators.operations.disclosure_check import check_disclosure, refuse_small_numbers
from indicators.operations.headlines import mark_headlines
from indicators.operations.readings import recompute_readings

logger = logging.getLogger(__name__)


def publish_partnership(*, partnership, by, accept_small_numbers=""):
    """Let everybody read the partnership and the figures of its documents; the number of readings that changed.

    PublishingRefused where that would show small numbers, unless a person says why they may be read.
    """
    refuse_small_numbers(check_disclosure(partnership=partnership), accepted=accept_small_numbers)
    if accept_small_numbers:
        logger.info("%s: small numbers accepted by person %s: %s", partnership.slug, by.pk, accept_small_numbers)
    return _set_published(partnership, True, by)


def unpublish_partnership(*, partnership, by):
    """Keep the partnership and the figures of its documents to its members; the number of readings that changed."""
    return _set_published(partnership, False, by)


@transaction.atomic
def _set_published(partnership, is_published, by):
    partnership.is_published = is_published
    partnership.save(update_fields=["is_published"])
    logger.info("%s %s by person %s", partnership.slug, "published" if is_published else "unpublished", by.pk)
    # Of nobody's: whoever is not a member any more, or not yet, is told all the same that it comes or goes.
    kind = "partnership.published" if is_published else "partnership.unpublished"
    changes.record(kind=kind, noun="partnerships", thing=partnership.slug)
    touched = Series.objects.filter(observations__source__document__partnership=partnership)
    series_ids, indicator_ids = set(), set()
    for series_id, indicator_id in touched.order_by().values_list("pk", "indicator").distinct():
        series_ids.add(series_id)
        indicator_ids.add(indicator_id)
    mark_headlines(indicator_ids=indicator_ids)
    return recompute_readings(series_ids=series_ids)
