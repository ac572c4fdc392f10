"""Draws a template and reads it as a browser would."""

from bs4 import BeautifulSoup
from django.template import engines


def draw(source, request=None, **context):
    return BeautifulSoup(engines["django"].from_string(source).render(context, request), "html.parser")


def said(node):
    return node.get_text(" ", strip=True)
