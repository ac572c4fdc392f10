"""All pages of the site, and /bare/<lines>/: a template of so many lines, without a query and without anything kept."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.template import Context, Engine
from django.urls import path

from cdp import urls

handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500

TEMPLATE = Engine().from_string(
    "<!DOCTYPE html><html lang='en-GB'><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>"
    "{% for line in lines %}<p>{{ line }}</p>{% endfor %}</body></html>"
)
# About as long as a line of the page is, and like it no two the same.
WORDS = "Measure {}: 46% in Exampleshire (2025/26). This is on course. Our aim is 60% by March 2028."


@login_not_required
def bare(request, lines):
    context = {"title": "A bare template", "lines": [WORDS.format(number) for number in range(lines)]}
    return HttpResponse(TEMPLATE.render(Context(context)))


urlpatterns = [path("bare/<int:lines>/", bare, name="bare"), *urls.urlpatterns]
