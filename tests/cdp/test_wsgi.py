import subprocess
import sys

LOADED = "import gc, sys, cdp.wsgi; print(gc.get_freeze_count() > 100_000, 'indicators.views.scorecard' in sys.modules)"


def test_what_pages_are_made_with_is_loaded_and_out_of_the_way_before_the_first_is_asked_for():
    found = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True, text=True)

    assert found.stdout.split() == ["True", "True"]
