"""Why a mail did not leave: for a time, or for good."""


class NotNow(Exception):
    """The sentence says what stood in the way; another attempt may find it gone."""


class Never(Exception):
    """No further attempt would help: the address is refused, or the mail cannot be made."""
