"""Reports that somebody asks for: which kinds there are, what each can be narrowed by, and how one is made.

filters.py    what may be asked, judged against what the asker may see
context.py    what every kind is given, read with the asker's eyes
kinds/        one module for each kind: build(context) -> sections of a paper
making.py     what the worker does with a run
schedule.py   which scheduled reports are due
telling.py    the mail about one that a schedule asked for
"""
