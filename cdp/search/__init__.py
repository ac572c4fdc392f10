"""Search over what a person may see: recommendations, actions, updates, indicators, agencies.

synonyms.yaml   words that mean the same, as data
terms.py        what is looked for, and where in a text it was found; pure
finding.py      the kinds of records, each asked through its queryset for what this person may see
"""
