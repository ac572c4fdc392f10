"""The page of jobs: what waits, what runs, what failed for good, and what a person may do about it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from cdp import exports
from cdp.jobs import changing, presenters
from cdp.jobs.watching import health
from cdp.models import Job
from indicators.views.addresses import filters_of, page_of
from partners.models import Partnership
from partners.roles import Permission

JOBS_A_PAGE = 50
CHANGES = {
    "cancel": (changing.cancel, "The job has been cancelled. If it was running, it stops at the next occasion."),
    "retry": (changing.retry, "The job waits to be tried again."),
    "set-aside": (changing.set_aside, "The job has been set aside. It stays in the list as cancelled."),
}


def jobs(request):
    if not _may(request.user, Permission.REFRESH_SOURCES):
        raise Http404
    if request.method == "POST":
        return _change(request)
    form = filters_of(request, presenters.JobFilter)
    chosen = Job.objects.filter(**form.pairs()).select_related("asked_by")
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, presenters.table(chosen))
    page = page_of(request, chosen, per_page=JOBS_A_PAGE)
    return render(
        request,
        "cdp/jobs.html",
        {
            "filters": form,
            "page": page,
            "rows": presenters.rows(page.object_list),
            "health": health(),
            "may_change": _may(request.user, Permission.MANAGE_SOURCES),
            "is_narrowed": bool(form.pairs()),
        },
    )


def _may(user, permission):
    return Partnership.objects.where(user, permission).exists()


def _change(request):
    change, sentence = CHANGES.get(request.POST.get("do"), (None, ""))
    if change is None or not _may(request.user, Permission.MANAGE_SOURCES):
        raise Http404
    number = request.POST.get("job", "")
    if not number.isdecimal():
        raise Http404
    job = get_object_or_404(Job, pk=number)
    try:
        change(job=job, by=request.user)
    except (changing.JobNotCancellable, changing.JobNotRetryable) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, sentence)
    return redirect(request.get_full_path())
