"""The examples of the developer page: programs that run as they stand, with the reader's own values in them.

Each is a file in code/, and its first line says what it does. What stands for something there is replaced by what the
reader can try: this site, a partnership that everybody may read, and an action of the reader's own partnership.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import uuid4

from django.db.models import Exists, OuterRef
from django.utils import timezone

from actions.models import Action, ProgressUpdate
from cdp.changes import cursors
from partners.models import Partnership

FOLDER = Path(__file__).parent / "code"
LANGUAGES = {".sh": "curl", ".py": "Python", ".R": "R", ".pq": "Power Query M"}
SITE, PARTNERSHIP, ACTION = "https://cdp.example", "exampleshire", "exampleshire:EXA-1.1"
KEY, CURSOR = "8e03978e-40d5-43e8-bc93-6894a57f9324", "CURSOR"


@dataclass(frozen=True)
class Example:
    name: str
    language: str
    title: str
    code: str


@cache
def _files():
    return [_read(path) for path in sorted(FOLDER.iterdir()) if path.suffix in LANGUAGES]


def _read(path):
    title, code = path.read_text(encoding="utf-8").split("\n", 1)
    title = title.lstrip("#/ ")
    # It stands behind the name of the language.
    return path.stem, LANGUAGES[path.suffix], title if title.startswith("CSV") else title[0].lower() + title[1:], code


def for_reader(request):
    """{name: Example} with the values of whoever asks for the page."""
    values = _values(request)
    return {name: Example(name, kind, title, _filled(code, values)) for name, kind, title, code in _files()}


def _filled(code, values):
    for mark, value in values.items():
        code = code.replace(mark, value)
    return code.rstrip("\n")


def _values(request):
    public = Partnership.objects.filter(is_published=True).order_by("-is_sample", "slug")
    own = public.none()
    if request.user.is_authenticated:
        own = Partnership.objects.filter(memberships__user=request.user).order_by("-is_published", "slug")
    everybodys, readers = public.first(), own.first()
    if readers and readers.is_published:
        everybodys = readers
    action = _action(request.user, readers or everybodys)
    values = {
        SITE: request.build_absolute_uri("/").rstrip("/"),
        KEY: str(uuid4()),
        CURSOR: cursors.of_day(timezone.localdate()),
    }
    # The longer mark first, since it begins with the other.
    values |= {ACTION: f"{action.partnership.slug}:{action.ref}"} if action else {}
    return values | ({PARTNERSHIP: everybodys.slug} if everybodys else {})


def _action(user, place):
    """One on which the reader may report now, where there is one; else any of a partnership that they may read."""
    waits = Exists(ProgressUpdate.objects.open().filter(action=OuterRef("pk")))
    actions = Action.objects.current().select_related("partnership").order_by(waits, "pk")
    mine = actions.filter(pk__in=Action.objects.reportable_by(user)).first() if user.is_authenticated else None
    return mine or actions.filter(partnership=place).first()
