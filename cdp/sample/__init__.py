"""Exampleshire, a partnership that does not exist: everything about it is made up, and labelled so."""
