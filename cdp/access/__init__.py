"""Ways into the API for programs, beside the session of a browser.

tokens.py           what a personal token looks like: pure
scopes.py           what a token may be used for, and `needs(request, Scope.X)` for views that write
personal.py         what people do with their own tokens
expiring.py         word to its owner before a token stops working
clients.py          what those who run a partnership do about its programs
oauth.py            the one OAuth 2 grant that there is, and what is refused around it
authentication.py   who asks, by what stands in the Authorization header or by the session

A token opens /api/v1/ alone: pages and the admin know sessions only.
"""
