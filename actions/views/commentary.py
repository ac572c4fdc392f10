"""What the figures of a strategy mean, for those who may write it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from actions.board import rows
from actions.commentary import places, standing
from actions.forms_commentary import NOTHING, CommentaryForm
from actions.operations import commentary as operations
from actions.operations.updates.refusals import NotTheirs, NotWhole, WrongState
from partners.models import Partnership
from partners.roles import Permission
from partners.sight import BoardOf


def commentaries(request, partnership):
    partnership = _partnership(request, partnership)
    lines = _lines(partnership)
    said = standing.beside(partnership, lines)
    context = {"partnership": partnership, "lines": [(line, said.get(line.measure.series_id)) for line in lines]}
    return render(request, "actions/commentaries.html", context)


def commentary(request, partnership, series):
    partnership = _partnership(request, partnership)
    line = next((one for one in _lines(partnership) if one.measure.series_id == series), None)
    if line is None:
        raise Http404
    seen = standing.beside(partnership, [line]).get(series)
    words = standing.words_of(line.row, target=line.target_text) if line.row else {}
    if request.method == "POST" and "take_back" in request.POST:
        return _take_back(request, partnership, seen, request.POST["take_back"])
    form = CommentaryForm(request.POST or None, initial=_initial(seen))
    if request.method == "POST" and form.is_valid() and _written(request, partnership, line, words, form):
        return redirect("commentaries", partnership.slug)
    context = {
        "partnership": partnership,
        "line": line,
        "seen": seen,
        "form": form,
        "places": [(name, sentence, words.get(name, "")) for name, sentence in places.PLACES.items()],
    }
    return render(request, "actions/commentary.html", context)


def _written(request, partnership, line, words, form):
    said = dict(form.cleaned_data)
    said = {name: said[name] for name in ("text", "claim", "instead_of")}
    instead_of = partnership.commentaries.filter(pk=said.pop("instead_of") or 0).first()
    try:
        operations.write(
            partnership=partnership, series=line.measure.series, words=words, instead_of=instead_of, by=request.user,
            kept=form.kept, **said,
        )  # fmt: skip
    except NotTheirs as refusal:
        raise Http404 from refusal
    except NotWhole as refusal:
        form.refuse(refusal.errors)
    except WrongState as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, f"Saved what is said of {line.facts.name}")
        return True
    return False


def _take_back(request, partnership, seen, asked):
    if seen is None or str(seen.commentary.pk) != asked:
        messages.warning(request, "This commentary does not stand any more.")
    else:
        try:
            operations.take_back(commentary=seen.commentary, by=request.user)
            messages.success(request, f"Nothing is said any more of {seen.commentary.series.indicator.name}")
        except NotTheirs as refusal:
            raise Http404 from refusal
        except WrongState as refusal:
            messages.warning(request, str(refusal))
    return redirect("commentaries", partnership.slug)


def _initial(seen):
    if seen is None:
        return {}
    one = seen.commentary
    return {"text": one.text, "claim": one.claim or NOTHING, "instead_of": one.pk}


def _lines(partnership):
    """As the board sees them: what is written of a figure is read by everybody who sees the strategy."""
    lines = rows.measure_lines(partnership, on=timezone.localdate(), user=BoardOf(partnership))
    return sorted(lines, key=lambda line: (line.is_service, line.facts.name))


def _partnership(request, slug):
    allowed = Partnership.objects.where(request.user, Permission.WRITE_COMMENTARY)
    return get_object_or_404(allowed, slug=slug)
