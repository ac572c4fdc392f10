"""The words that documents use for a stretch of time without dates, from a file to which people can add."""

from django.conf import settings

from indicators.loading.files import read_yaml
from indicators.loading.problems import LoadRefused
from indicators.loading.shapes import Shape, fit, text_of
from indicators.models import Observation

SPOKEN_PERIODS_FILE = "indicators/reference/spoken_periods.yaml"


class SpokenPeriodsFile(Shape):
    phrases: list[text_of(Observation, "period", needed=True)]


def spoken_periods():
    """The known phrases, as `spoken_form` writes them."""
    problems, content = [], None
    yaml = read_yaml(settings.BASE_DIR / SPOKEN_PERIODS_FILE, name=SPOKEN_PERIODS_FILE, problems=problems)
    if yaml:
        content, problems = fit(SpokenPeriodsFile, yaml.data, problem=yaml.problem)
    if problems:
        raise LoadRefused(problems)
    return frozenset(map(spoken_form, content.phrases))


def spoken_form(text):
    """Capitals and blanks do not make another phrase of it."""
    return " ".join(text.casefold().split())
