"""Any page, download or answer as its figures were known on a day: ?as_of=2026-05-03.

known      what the rest of the program may ask: the day that is being looked back to
middleware what a request goes through
scope      which readings a page shows, so that no others need be worked out
api_scope  the same of an answer of the API
seen       which series are sure to have a reading
links      the day goes along from page to page
"""
