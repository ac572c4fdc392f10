"""The site with one view more, for bench_public.py: a bare template of about the length of the page for residents.

As settings: DJANGO_SETTINGS_MODULE=benchmarks.public_site. Its pages are in benchmarks/public_urls.py.
"""

from cdp.settings import *  # noqa: F403, all of them, and one changed

ROOT_URLCONF = "benchmarks.public_urls"
