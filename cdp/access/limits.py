"""How often a secret may be tried, and how often a token is asked for: counted in the cache, and forgotten with it."""

from django.core.cache import cache

SECONDS = 5 * 60
# With one secret nobody needs many attempts; a program that goes on trying shuts out itself and not its neighbours.
MOST_WRONG, MOST_WRONG_OF_ADDRESS = 10, 100
# A token works for fifteen minutes. Who asks for one with each request keeps us busy with checking secrets.
MOST_TOKENS = 60


def count(name):
    """How often this has been counted within the time, this time included."""
    place = f"api-access:{name}"
    if cache.add(place, 1, SECONDS):
        return 1
    try:
        return cache.incr(place)
    except ValueError:  # it ran out in between
        cache.add(place, 1, SECONDS)
        return 1


def counted(name):
    return cache.get(f"api-access:{name}", 0)


def is_shut(address, client):
    """Whether there were too many wrong secrets from an address, or too many tokens for a client."""
    return (
        counted(f"wrong:{address}:{client}") >= MOST_WRONG
        or counted(f"wrong:{address}") >= MOST_WRONG_OF_ADDRESS
        or counted(f"tokens:{address}:{client}") >= MOST_TOKENS
    )
