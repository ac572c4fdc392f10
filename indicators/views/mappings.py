"""Which column of a source's table is what: a sample is looked at, the mapping made, previewed and saved."""

import re

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from cdp import audit
from indicators.mapping_forms import DELIMITERS, ENCODINGS, MappingForm, guess_of, initial_of
from indicators.models import Mapping, Source, SourceKind
from indicators.operations import mappings, uploads
from indicators.operations import refresh as operations
from indicators.operations.refresh.knowing import known_to
from indicators.operations.sources import may_manage
from indicators.presenters.mapping import preview
from indicators.source_forms import UploadForm
from indicators.sources.base import SourceNotReadable
from indicators.sources.mapped import LayoutNotUnderstood, check
from indicators.sources.mapped.looking import look
from indicators.views.data import REFUSED, sent
from partners import step_up


def mapping(request, slug):
    if not may_manage(request.user):
        raise Http404
    sources = Source.objects.visible_to(request.user).filter(kind=SourceKind.MAPPED)
    source = get_object_or_404(sources, slug=slug)
    kept = Mapping.objects.select_related("changed_by").filter(source=source).first()
    if "sample" not in request.GET:
        return _choose_sample(request, source, kept)
    sample = mappings.sample_of(source, request.GET["sample"])
    if sample is None:
        raise Http404
    step_up.require(request)
    return _map(request, source, kept, sample)


def _choose_sample(request, source, kept):
    form = UploadForm(sent(request), sent(request, request.FILES), endings=uploads.endings_of(source))
    if form.is_valid():
        try:
            path = uploads.keep_upload(source=source, file=form.cleaned_data["file"], by=request.user)
        except uploads.UploadNotKept as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(f"{request.path}?sample={path.split('/')[-2]}")
    context = {"source": source, "mapping": kept, "form": form, "newest": mappings.newest_file(source)}
    return render(request, "indicators/mapping_sample.html", context)


def _map(request, source, kept, sample):
    do = request.POST.get("do", "look") if request.method == "POST" else ""
    layout = _layout_of(kept)
    context = {"source": source, "sample": sample, "mapping": kept}
    seen, context["fault"] = _look(sample, request.POST, layout)
    if seen is None:
        return render(request, "indicators/mapping.html", context)
    # Rows as the source gives them, before any rule hides a figure.
    audit.saw_restricted(title=f"a file of {source}")
    known = known_to(source)
    form = _form(request, do, layout, look=seen, known=known)
    if form.is_bound and form.is_valid():
        layout = form.cleaned_data["layout"]
        context["preview"] = preview(sample.path, sample.name, layout, known)
        if do != "preview" and not context["preview"].fault:
            return _save(request, source, sample, layout, do)
    return render(request, "indicators/mapping.html", context | {"look": seen, "form": form})


def _form(request, do, layout, **given):
    if do in ("preview", "save", "save_and_read"):
        return MappingForm(request.POST, **given)
    seen = given["look"]
    if do:
        # The typed answers once more, with the columns of what is looked at now; nothing is judged yet.
        typed = request.POST.dict() | {"header_row": seen.header_row}
        return MappingForm(initial=typed | _guesses(typed, seen), **given)
    fits = layout and layout.file.kind == seen.file.kind
    return MappingForm(initial=initial_of(layout, seen) if fits else guess_of(seen), **given)


def _guesses(typed, seen):
    """Columns by their usual names, where none of another sheet or row has been chosen yet."""
    chosen = [text for name, text in typed.items() if name.endswith("_column") and text in seen.headings]
    return (
        {}
        if chosen
        else {
            name: said
            for name, said in guess_of(seen).items()
            if name.startswith("area_by") or name.endswith("_column")
        }
    )


def _layout_of(kept):
    """What stands, or None where nothing does or a later release cannot use it."""
    try:
        return check(kept.layout) if kept else None
    except LayoutNotUnderstood:
        return None


def _look(sample, typed, layout):
    """(the sample looked at by what was typed or by the mapping that stands, a fault).

    Where that cannot be, what is guessed of the file stands in its place, so that no answer is lost.
    """
    said = _said(typed) if typed else {}
    if layout and not typed:
        said = {"header_row": layout.header_row, **layout.file.model_dump(exclude={"kind"})}
    try:
        return look(sample.path, sample.name, **said), ""
    except SourceNotReadable as error:
        fault = str(error)
    if not said:
        return None, fault
    try:
        return look(sample.path, sample.name), fault
    except SourceNotReadable as error:
        return None, str(error)


def _said(typed):
    """What was typed of the file, as far as it makes sense; the form judges the rest."""
    row = typed.get("header_row", "").strip()
    encoding, delimiter = typed.get("encoding", ""), typed.get("delimiter", "")
    return {
        "sheet": typed.get("sheet", ""),
        "fill_merged": "fill_merged" in typed,
        "encoding": encoding if encoding in dict(ENCODINGS) else "",
        "delimiter": delimiter if delimiter in dict(DELIMITERS) else "",
        "header_row": int(row) if re.fullmatch("[1-9][0-9]{0,3}", row) else None,
    }


def _save(request, source, sample, layout, do):
    mappings.save_mapping(source=source, layout=layout.model_dump(mode="json"), by=request.user)
    if do == "save":
        messages.success(request, f"The mapping of {source} is saved. Refresh the source to read it so")
        return redirect(source)
    location = str(sample.path) if sample.is_uploaded else ""
    try:
        run = operations.ask_for_refresh(source=source, by=request.user, location=location)
    except REFUSED as refusal:
        messages.error(request, f"The mapping is saved, but nothing was read. {refusal}")
        return redirect(source)
    return redirect(run)
