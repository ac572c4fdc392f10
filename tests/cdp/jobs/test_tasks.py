import os

import pytest

from cdp import tasks


@pytest.mark.parametrize(("had", "wanted"), [(0, 10), (15, 15)])
def test_a_worker_steps_back_behind_the_web_server_and_never_forward(monkeypatch, settings, had, wanted):
    settings.WORKER_NICENESS, given = 10, []
    monkeypatch.setattr(os, "getpriority", lambda which, who: had)
    monkeypatch.setattr(os, "setpriority", lambda *arguments: given.append(arguments))

    tasks.give_way()

    assert given == [(os.PRIO_PROCESS, 0, wanted)]
