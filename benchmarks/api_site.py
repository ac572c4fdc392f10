"""The site with some bare REST framework views, for bench_api.py; its addresses are in benchmarks/api_urls.py."""

from cdp.settings import *  # noqa: F403, all of them, and one changed

ROOT_URLCONF = "benchmarks.api_urls"
