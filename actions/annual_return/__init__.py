"""The yearly return to central government: its questions are data, its answers come from the record where they can.

forms/*.yaml    the questions of a form
questions.py    reads and judges them
prefill.py      the functions that a question may name to be answered from the record
answers.py      what stands under each question: what somebody wrote, or else what the record says
paper.py        the return as a paper, which sign-off freezes
"""
