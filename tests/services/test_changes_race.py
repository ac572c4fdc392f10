"""The feed under many writers and a reader who polls, on PostgreSQL: nothing missed, nothing twice, one order."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from cdp import changes
from cdp.changes import feed
from cdp.models import Change

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EACH = 6, 25


def write(name):
    changes.record(kind="figures.published", noun="indicators", thing=name)


def in_thread(work):
    def run(*args):
        try:
            return work(*args)
        finally:
            connection.close()

    return run


def read_on(position):
    """(things, place) of one poll, in pages of three."""
    things, has_more = [], True
    while has_more:
        rows, position, has_more = feed.after(position, AnonymousUser(), 3)
        things += [row.thing for row in rows]
    return things, position


def test_a_transaction_that_commits_late_is_read_after_those_that_were_quicker():
    is_written, may_commit = threading.Event(), threading.Event()

    @in_thread
    def slow():
        with transaction.atomic():
            write("slow")
            is_written.set()
            assert may_commit.wait(20)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(slow)
        assert is_written.wait(20)
        write("quick")
        first, place = read_on(0)
        may_commit.set()
        done.result(timeout=20)
    second, place = read_on(place)

    assert (first, second) == (["quick"], ["slow"])
    # The slow one has the lower number of its row.
    assert Change.objects.get(thing="slow").pk < Change.objects.get(thing="quick").pk
    assert read_on(place)[0] == []
    assert read_on(0)[0] == ["quick", "slow"]


def test_a_reader_who_polls_while_many_write_and_some_go_back_on_it_reads_each_once_in_one_order():
    is_over = threading.Event()

    @in_thread
    def writer(number):
        chance = random.Random(number)
        for place in range(EACH):
            with transaction.atomic():
                write(f"{number}.{place}a")
                time.sleep(chance.random() / 100)
                write(f"{number}.{place}b")
                transaction.set_rollback(chance.random() < 0.2)

    @in_thread
    def reader():
        seen, place = [], 0
        while True:
            was_over = is_over.is_set()
            things, place = read_on(place)
            seen += things
            if was_over and not things:
                return seen

    with ThreadPoolExecutor(WRITERS + 3) as pool:
        readers = [pool.submit(reader) for _ in range(3)]
        for done in [pool.submit(writer, number) for number in range(WRITERS)]:
            done.result(timeout=120)
        is_over.set()
        seen = [each.result(timeout=60) for each in readers]

    kept = list(Change.objects.order_by("position").values_list("thing", flat=True))
    assert 0 < len(kept) < WRITERS * EACH * 2
    assert len(set(kept)) == len(kept)
    assert seen == [kept] * 3
    for number in range(WRITERS):
        # What one transaction wrote, and what one writer wrote after another, keeps its order.
        own = [thing for thing in kept if thing.startswith(f"{number}.")]
        assert own == sorted(own, key=lambda thing: (int(thing[2:-1]), thing[-1]))


def test_many_who_settle_at_once_give_each_row_one_place():
    for number in range(40):
        write(str(number))
    start = threading.Barrier(8)

    @in_thread
    def settle(_):
        start.wait(timeout=20)
        return feed.settle()

    with ThreadPoolExecutor(8) as pool:
        highest = set(pool.map(settle, range(8)))

    things = list(Change.objects.order_by("position").values_list("thing", flat=True))
    assert things == [str(number) for number in range(40)]
    assert highest == {Change.objects.order_by("-position").first().position}
