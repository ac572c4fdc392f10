"""The board packs of Exampleshire: one frozen, for the board that met last, and a draft for the one to come.

Its formats are written when somebody first asks for them, so that loading the sample waits for none.
"""

from actions.models.pack import PackState
from actions.operations.packs import make_pack
from actions.packs import building, sections
from cdp.sample import texts


def make_packs(setting):
    by = setting.people["partnership_lead"]
    said = {"title": "Drug and alcohol strategy: progress report", "sections": list(sections.KINDS)}
    for meeting, cover in (
        (setting.partnership.meetings.filter(held_on__lt=setting.calendar.today).order_by("held_on").last(), "last"),
        (setting.partnership.meetings.filter(held_on__gte=setting.calendar.today).order_by("held_on").first(), "next"),
    ):
        if meeting is None:
            continue
        words = texts.read("packs")[cover]
        pack = make_pack(partnership=setting.partnership, by=by, meeting=meeting, cover=words, **said)
        if cover == "last":
            pack.state = PackState.WAITING
            pack.save(update_fields=["state"])
            paper, as_at = building.build(pack)
            building.freeze(pack, paper, as_at=as_at, by=by)
