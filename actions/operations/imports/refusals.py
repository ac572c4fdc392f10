"""Why a file is not taken, or not committed, in sentences for whoever sent it."""


class FileRefused(Exception):
    """The file, or what was said with it, cannot be used: `errors` is [(name of the part, sentence)]."""

    def __init__(self, *errors):
        self.errors = list(errors)
        super().__init__(" ".join(sentence for _, sentence in errors))


class TooLarge(Exception):
    """More than a program may send at once."""


class InTheWay(Exception):
    """Something else has to be done first; `run` is the refresh that waits, where it is one."""

    def __init__(self, sentence, run=None):
        self.run = run
        super().__init__(sentence)


class NotCommitted(InTheWay):
    """Nothing was written."""


class SeenOtherwise(Exception):
    """What it would change is no longer what was shown."""
