"""Links that open one page to whoever holds them, read-only, until they expire or are revoked.

pages    which pages can be opened so
links    the token, and finding the link that it opens
drawing  the page as the board of the partnership sees it, with no way to anything else
"""
