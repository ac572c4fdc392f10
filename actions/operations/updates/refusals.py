"""Why something cannot be done with an update. Nothing has been written when one of these is raised."""


class UpdateRefused(Exception):
    """The message is a sentence for the page."""


class NotTheirs(UpdateRefused):
    """This person has nothing to do with the update: for them it is not there."""


class Stale(UpdateRefused):
    """Somebody has saved or moved it since: `current` is as it stands, None where it is gone."""

    def __init__(self, current):
        self.current = current
        super().__init__("Somebody else has changed this update since you opened it.")


class NotWhole(UpdateRefused):
    """What was said lacks something or cannot be: `errors` is {field: sentence}."""

    def __init__(self, errors):
        self.errors = errors
        super().__init__(" ".join(errors.values()))


class WrongState(UpdateRefused):
    """It has come further already, or not so far yet."""


class AlreadyOpen(WrongState):
    """Another one is not decided yet: `current`."""

    def __init__(self, current, sentence):
        self.current = current
        super().__init__(sentence)


class EvidenceRefused(UpdateRefused):
    """The file or link cannot be taken; says why and what can be."""
