"""Board packs: what a meeting is given, built in one look at the database and then frozen.

covers.py      the headings that committees want, as data
sections/      what a pack can hold, one module a section
context.py     what every section is given: the partnership, the meeting, the moment, and with whose eyes it is seen
building.py    what the worker does: read, freeze, write the formats
comparing.py   two papers side by side, pure
"""
