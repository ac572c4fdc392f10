"""The cache in Redis, and this process's own memory while Redis does not answer: slower and less shared, but there.

Limits on sign-in are counted here. Without Redis each process counts by itself, so that guessing stays slow.
"""

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as NotThere
from redis.exceptions import TimeoutError as TooSlow


class RedisOrMemory(RedisCache):
    def __init__(self, server, params):
        super().__init__(server, params)
        self._memory = LocMemCache("while redis is away", params)


def _either(name):
    ask_redis, ask_memory = getattr(RedisCache, name), getattr(LocMemCache, name)

    def call(self, *args, **kwargs):
        try:
            return ask_redis(self, *args, **kwargs)
        except (NotThere, TooSlow):
            return ask_memory(self._memory, *args, **kwargs)

    call.__name__ = name
    return call


ASKED = ("add", "get", "set", "touch", "delete", "has_key", "incr", "clear", "get_many", "set_many", "delete_many")
for name in ASKED:
    setattr(RedisOrMemory, name, _either(name))
