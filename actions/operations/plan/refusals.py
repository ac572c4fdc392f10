"""Why something of the plan cannot be changed. Nothing has been written when one of these is raised."""


class PlanRefused(Exception):
    """The message is a sentence for the page."""


class NotTheirs(PlanRefused):
    """This person does not edit the plan: for them it is not there."""


class Stale(PlanRefused):
    """Somebody has changed it since: `current` is as it stands."""

    def __init__(self, current):
        self.current = current
        super().__init__("Somebody else has changed this since you opened it.")


class NotSound(PlanRefused):
    """What was given cannot be: `errors` is {field: sentence}."""

    def __init__(self, errors):
        self.errors = errors
        super().__init__(" ".join(errors.values()))


class WrongState(PlanRefused):
    """It has come too far for this, or not far enough."""
