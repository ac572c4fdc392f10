"""Sentences about figures that hold places for the figures: the words are somebody's, the numbers are today's.

places.py     which places there are, filling them, and whether the words still hold; pure
standing.py   the commentaries of a partnership beside what their figures say now
"""
