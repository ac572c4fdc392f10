"""The frame of every page, and the pages for when something went wrong."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.template.loader import render_to_string

from tests.cdp.drawing import draw, said

EXAMPLESHIRE = SimpleNamespace(name="Exampleshire Combating Drugs Partnership", slug="exampleshire", is_sample=True)
JO = SimpleNamespace(is_authenticated=True, get_full_name="Jo Sample")


@pytest.fixture
def whole_page(visit):
    def whole_page(source="{% extends 'base.html' %}", address="/", user=None, section="", **context):
        return draw(source, visit(address, user, section), **context)

    return whole_page


def test_the_page_names_itself_then_the_partnership(whole_page):
    drawn = whole_page("{% extends 'base.html' %}{% block title %}Actions{% endblock %}", partnership=EXAMPLESHIRE)

    assert drawn.title.text == "Actions: Exampleshire Combating Drugs Partnership"
    assert drawn.html["lang"] == "en-GB"
    assert drawn.select_one(".govuk-skip-link")["href"] == f"#{drawn.main['id']}"


def test_a_page_without_a_partnership_has_our_own_name_and_no_sections(whole_page):
    drawn = whole_page()

    assert said(drawn.select_one(".govuk-generic-header__logo")) == "Combating Drugs Partnerships"
    assert drawn.select(".govuk-service-navigation, .cdp-notice") == []


def test_the_current_section_is_marked_and_a_page_within_it_too(whole_page):
    listed = whole_page(partnership=EXAMPLESHIRE, section="actions")
    within = whole_page(partnership=EXAMPLESHIRE, section="report-progress")

    marked = [
        [(link.text, link["aria-current"]) for link in page.select("nav [aria-current]")] for page in (listed, within)
    ]
    assert marked == [[("Actions", "page")], [("Actions", "true")]]
    assert [said(item) for item in listed.select("nav li")] == [
        *(
            "Strategy",
            "Recommendations",
            "Actions",
            "Indicators",
            "Meetings",
            "Agencies",
            "Schemes",
            "Findings",
            "Document",
            "Data",
        ),
    ]


def test_made_up_data_say_so_and_published_data_name_their_source(whole_page):
    real = SimpleNamespace(name="Northshire", slug="northshire", is_sample=False)

    notices = [
        said(page.select_one(".cdp-notice"))[:28]
        for page in (
            whole_page(partnership=EXAMPLESHIRE),
            whole_page(partnership=real),
            whole_page(partnership=real, source_notice="Figures as in the needs assessment"),
        )
    ]

    assert notices == ["Sample data. Exampleshire do", "From a published document. F", "Figures as in the needs asse"]


def test_a_person_can_sign_out_by_a_form_and_a_visitor_can_sign_in(whole_page):
    signed_in, visitor = whole_page(user=JO), whole_page()

    assert [said(item) for item in signed_in.select(".cdp-header__links li")] == [
        *("All partnerships", "Search", "Jo Sample : your account", "My work", "Sign out"),
    ]
    assert (signed_in.header.form["method"], signed_in.header.form["action"]) == ("post", "/sign-out/")
    assert [said(item) for item in visitor.select(".cdp-header__links li")] == ["All partnerships", "Search", "Sign in"]


def test_the_footer_leads_to_what_every_public_site_owes_its_readers(whole_page):
    assert [(said(link), link["href"]) for link in whole_page().select("footer a")] == [
        ("About", "/about/"),
        ("Accessibility statement", "/accessibility/"),
        ("Privacy", "/privacy/"),
        ("API", "/api/"),
        ("Data", "/data/"),
    ]


def test_an_error_comes_first_and_into_the_title(whole_page):
    class Ask(forms.Form):
        name = forms.CharField(error_messages={"required": "Enter a name"})

    drawn = whole_page("{% extends 'base.html' %}{% block content %}{{ form }}{% endblock %}", form=Ask({}))

    assert drawn.title.text == "Error: Combating Drugs Partnerships"
    assert said(drawn.main.find(recursive=False)) == "There is a problem Enter a name"


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html"])
def test_error_pages_say_what_happened_and_where_to_go(visit, template):
    drawn = BeautifulSoup(render_to_string(template, request=visit()), "html.parser")

    assert drawn.main.h1.text == drawn.title.text
    assert drawn.main.select("a")[-1].text == "See all partnerships"


def test_the_page_for_our_own_faults_needs_nothing():
    drawn = BeautifulSoup(render_to_string("500.html"), "html.parser")

    assert (drawn.h1.text, drawn.main.a["href"]) == ("Sorry, there is a problem", "/")


def test_no_page_carries_script_or_style_of_its_own(whole_page):
    drawn = whole_page(partnership=EXAMPLESHIRE, user=JO)

    assert drawn.select("style, [style], [onclick], script:not([src])") == []
