"""Personal data where it should not be, how long what we keep is kept, and what is kept about one person.

finding.py      what in a text looks like personal data: pure
checking.py     what is refused, what is asked about, the event of a choice
forms.py        ChecksPersonalData, for every form with boxes of free text
retention.py    how long each kind is kept, as data; applying.py does it each night
about.py        all that is kept about one person
taking_out.py   a text taken out of records, drafts, frozen papers and the audit
own_reports.py  which reports that somebody keeps to themselves hold texts of a partnership
"""

from cdp.privacy.checking import NEVER_PUBLIC, PersonalData, errors, look, refuse, tell_of_kept
from cdp.privacy.finding import Found, Kind, find

__all__ = ["NEVER_PUBLIC", "Found", "Kind", "PersonalData", "errors", "find", "look", "refuse", "tell_of_kept"]
