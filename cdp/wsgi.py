"""What the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cdp.settings")

application = get_wsgi_application()
# All that pages are made with is loaded before the first of them, and set aside from garbage collection: it stays, and
# to go through it again and again would hold up one page in twenty for as long as the page itself takes.
get_resolver().url_patterns  # noqa: B018, to ask for them loads them
gc.collect()
gc.freeze()
