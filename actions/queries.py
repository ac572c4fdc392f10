"""Questions to recommendations that need the actions too. An archived action answers nothing."""

from django.db.models import Exists, OuterRef

from actions.models import Action


def _answering():
    return Exists(Action.objects.current().filter(recommendations=OuterRef("pk")))


def answered_ones(recommendations):
    return recommendations.filter(_answering())


def unanswered_ones(recommendations):
    return recommendations.filter(~_answering())
