"""The page for residents: what a partnership wants, promised and did, in plain English.

plain   the sentences, from values alone
heard   what people said, and what was done about it
page    all that is on the page, asked for as a visitor whoever asks
kept    the finished page, kept until something changes that it is made of
"""
