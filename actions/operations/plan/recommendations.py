"""What the evidence suggests, and how the partnership responds to it."""

from django.db import transaction

from actions.models import Recommendation
from actions.operations.plan import judging, keeping
from actions.operations.plan.refusals import WrongState
from indicators.models import Outcome
from partners.models import Agency

SAID = ("ref", "title", "evidence", "outcome", "priority", "partners", "document", "place", "response",
        "response_reason")  # fmt: skip


@transaction.atomic
def add_recommendation(*, partnership, by, **said):
    partnership = keeping.for_editing(partnership, by)
    new, links = _read(partnership, {"ref": "", "title": "", **said})
    one = Recommendation(
        partnership=partnership, position=keeping.next_position(partnership.recommendations.all()), **new
    )
    put = [(name, rows, lambda rows: one.partners.set(rows)) for name, rows in links.items()]
    return keeping.put_in(one, kind="recommendation.added", by=by, links=put, fields=list(new))


@transaction.atomic
def change_recommendation(*, recommendation, version, by, **said):
    """What is not given stays. Accepted, accepted in part, or declined: declined says why."""
    one = keeping.locked(recommendation, by)
    if one.archived_at:
        raise WrongState("This recommendation is archived. Bring it back to change it.")
    new, links = _read(one.partnership, said, one)
    links = {name: (list(one.partners.all()), rows, one.partners.set) for name, rows in links.items()}
    answered = {"response", "response_reason"} & keeping.differences(one, new).keys()
    kind = "recommendation.answered" if answered else "recommendation.changed"
    return keeping.write(one, new, version=version, kind=kind, by=by, links=links)


def partners_for(partnership, recommendation=None):
    """Those with a seat, and those that it names already."""
    named = recommendation.partners.values("pk") if recommendation else Agency.objects.none().values("pk")
    seated = Agency.objects.filter(seats__partnership=partnership).values("pk")
    return Agency.objects.filter(pk__in=seated) | Agency.objects.filter(pk__in=named)


def _read(partnership, said, one=None):
    judge = judging.Judge(said, SAID)
    others = partnership.recommendations.exclude(pk=one.pk) if one else partnership.recommendations.all()
    judge.ref("ref", "the number of the recommendation", others=others)
    judge.text("title", "what is recommended", limit=judging.TITLE_LIMIT, required=True)
    judge.text("evidence", "the evidence")
    judge.one_of("outcome", Outcome.objects.all(), "Select an outcome of the national framework")
    judge.one_of("priority", partnership.priorities.all(), "Select a priority of this partnership")
    judge.one_of("document", partnership.documents.published(), "Select a document of this partnership")
    judge.text("place", "the place in the document", limit=judging.REASON_LIMIT)
    judge.choice("response", Recommendation.Response.values, "Select how the partnership responds")
    judge.text("response_reason", "the reason", limit=judging.REASON_LIMIT)
    if judge.value("response", one) == Recommendation.Response.DECLINED and not judge.value("response_reason", one):
        judge.refuse("response_reason", "Say why the partnership declines it")
    links = {"partners": list(said["partners"])} if "partners" in said else {}
    allowed = set(partners_for(partnership, one).values_list("pk", flat=True))
    if strange := [each for each in links.get("partners", []) if each.pk not in allowed]:
        judge.refuse("partners", f"{strange[0]} has no seat in this partnership. Give it one first.")
    return judge.done(), links
