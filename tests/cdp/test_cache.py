import socket

import pytest
from django.core.cache import cache

from tests.signing_in import sign_in, with_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def redis_is_down(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        place = f"redis://127.0.0.1:{taken.getsockname()[1]}/0"
        settings.CACHES = {"default": {"BACKEND": "cdp.cache.RedisOrMemory", "LOCATION": place}}
        cache.clear()
        yield
        cache.clear()


def test_people_sign_in_while_redis_is_down(client, viewer, redis_is_down):
    assert sign_in(client, with_password(viewer)).url == "/my/"


def test_guessing_stays_limited_while_redis_is_down(client, viewer, redis_is_down):
    with_password(viewer)
    for _ in range(5):
        sign_in(client, viewer, password="a wrong guess")

    sign_in(client, viewer)

    assert "_auth_user_id" not in client.session


def test_what_was_kept_is_there_again(redis_is_down):
    cache.set_many({"a": 1, "b": 2})

    assert cache.get_many(["a", "b"]) == {"a": 1, "b": 2}
    assert (cache.add("a", 3), cache.incr("a"), cache.get("nothing")) == (False, 2, None)
