"""Is the process alive, and can it do its work?"""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.utils import Error
from django.http import JsonResponse
from django.views.decorators.cache import never_cache

from cdp import jobs
from cdp.jobs.watching import in_words


@login_not_required
@never_cache
def healthz(request):
    """Alive: nothing else is asked, so that a database outage does not restart healthy processes."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
def readyz(request):
    """Ready: the database answers. How the worker does is told too, but restarting the web would not help it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        worker, queue = in_words(jobs.health())
    except Error:
        return JsonResponse({"status": "unavailable", "database": "does not answer"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok", "worker": worker, "jobs": queue})
