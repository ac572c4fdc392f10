import datetime

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.forms.renderers import TemplatesSetting
from django.template import engines

from cdp.forms import DateBoxes, DateField, GovukRenderer, Radios

STATUSES = [("on_track", "On track"), ("late", "Late")]


class ReportForm(forms.Form):
    status = forms.ChoiceField(
        label="Is the work on track?",
        choices=STATUSES,
        widget=Radios(shapes=True, hints={"late": "A milestone has slipped"}),
        error_messages={"required": "Select whether the work is on track"},
    )
    story = forms.CharField(
        label="What happened?", help_text="One or two sentences", widget=forms.Textarea(attrs={"maxlength": 1200})
    )
    due_on = DateField(label="When is it due?", help_text="For example, 31 3 2027")
    topics = forms.MultipleChoiceField(
        label="Topics", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agency = forms.ChoiceField(label="Agency", choices=[("p", "Police")], required=False)
    evidence = forms.FileField(label="Evidence", required=False)
    is_done = forms.BooleanField(label="It is done", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    groups = [("What and when", ["due_on", "topics"])]


class FilterForm(forms.Form):
    words = forms.CharField(required=False)
    is_filter = True


GOOD = {"status": "late", "story": "x", "due_on-day": "1", "due_on-month": "2", "due_on-year": "2027"}


def page(html):
    return BeautifulSoup(str(html), "html.parser")


def test_each_question_has_a_label_or_a_legend():
    drawn = page(ReportForm())

    labels = {label["for"]: label.get_text(" ", strip=True) for label in drawn.select("label.govuk-label--s")}
    legends = [legend.get_text(" ", strip=True) for legend in drawn.select(".govuk-fieldset__legend--s")]
    assert labels == {
        "id_story": "What happened?",
        "id_agency": "Agency (optional)",
        "id_evidence": "Evidence (optional)",
    }
    assert legends == ["Is the work on track?", "When is it due?", "Topics (optional)"]


def test_fields_of_a_group_share_a_fieldset_in_the_order_of_the_form():
    drawn = page(ReportForm())

    (group,) = drawn.select(".cdp-group")
    names = [field["name"] for field in drawn.select("[name]")]
    assert group.legend.text == "What and when"
    assert [field["name"] for field in group.select("input")] == [
        *("due_on-day", "due_on-month", "due_on-year"),
        *("topics", "topics"),
    ]
    assert list(dict.fromkeys(names)) == [
        *("token", "status", "story", "due_on-day", "due_on-month", "due_on-year"),
        *("topics", "agency", "evidence", "is_done"),
    ]


def test_widgets_carry_the_classes_of_govuk_frontend():
    drawn = page(ReportForm())

    assert {tag.name: tag["class"] for tag in drawn.select("select, textarea, input[type=file]")} == {
        "select": ["govuk-select"],
        "textarea": ["govuk-textarea", "govuk-js-character-count"],
        "input": ["govuk-file-upload"],
    }
    assert drawn.select_one("input[name=is_done]")["class"] == ["govuk-checkboxes__input"]


def test_a_wrong_answer_is_told_at_its_field_and_tied_to_it():
    drawn = page(ReportForm({**GOOD, "story": ""}))

    field = drawn.select_one("#id_story")
    described = [drawn.find(id=name).get_text(" ", strip=True) for name in field["aria-describedby"].split()]
    assert described == [
        "You can enter up to 1,200 characters",
        "One or two sentences",
        "Error: This field is required.",
    ]
    assert "govuk-textarea--error" in field["class"]
    assert len(drawn.select(".govuk-form-group--error")) == 1


def test_the_counter_gets_a_number_that_a_machine_can_read():
    drawn = page(ReportForm())

    assert drawn.select_one(".govuk-character-count")["data-maxlength"] == "1200"


def test_no_field_lets_the_browser_speak_before_we_do():
    assert page(ReportForm()).select("[required]") == []


def test_the_error_summary_repeats_the_words_and_leads_to_the_first_box():
    form = ReportForm({"story": "x", "due_on-day": "31", "due_on-month": "2", "due_on-year": "2027"})

    summary = page(engines["django"].from_string("{% error_summary form %}").render({"form": form}))

    assert [(link.text, link["href"]) for link in summary.select("a")] == [
        ("Select whether the work is on track", "#id_status_0"),
        ("Enter a real date, such as 31 3 2027", "#id_due_on-day"),
    ]
    assert [page(form).select_one(link["href"]) is not None for link in summary.select("a")] == [True, True]


def test_radios_show_shapes_and_hints():
    drawn = page(ReportForm(GOOD))

    shapes = [use["href"] for use in drawn.select(".govuk-radios__label use")]
    late = drawn.select_one("input[value=late]")
    assert shapes == ["#shape-on-track", "#shape-late"]
    assert drawn.find(id=late["aria-describedby"]).text == "A milestone has slipped"
    assert [radio["value"] for radio in drawn.select("input[type=radio][checked]")] == ["late"]


@pytest.mark.parametrize(
    ("day", "month", "year", "error"),
    [
        ("31", "2", "2027", "Enter a real date, such as 31 3 2027"),
        ("31", "", "2027", "Enter a real date, such as 31 3 2027"),
        ("1-1", "2", "2027", "Enter a real date, such as 31 3 2027"),
        ("", "", "", "Enter a date"),
    ],
)
def test_a_wrong_date_is_refused_in_our_words(day, month, year, error):
    form = ReportForm({**GOOD, "due_on-day": day, "due_on-month": month, "due_on-year": year})

    assert form.errors == {"due_on": [error]}


def test_three_boxes_make_one_date_and_keep_what_was_typed():
    form = ReportForm(GOOD)
    wrong = page(ReportForm({**GOOD, "due_on-day": "31"}))

    assert form.is_valid()
    assert form.cleaned_data["due_on"] == datetime.date(2027, 2, 1)
    assert [box["value"] for box in wrong.select(".govuk-date-input input")] == ["31", "2", "2027"]


def test_boxes_show_a_date_that_is_already_known():
    drawn = page(DateBoxes().render("due_on", datetime.date(2027, 3, 31), {"id": "due"}))

    assert [box["value"] for box in drawn.select("input")] == ["31", "3", "2027"]


def test_a_filter_does_not_call_each_field_optional():
    assert page(FilterForm()).label.text == "Words"


def test_the_admin_keeps_its_own_widgets():
    class AdminForm(forms.Form):
        at = forms.SplitDateTimeField(widget=AdminSplitDateTime)

    assert [box["class"] for box in page(AdminForm()["at"]).select("input")] == [["vDateField"], ["vTimeField"]]


def test_markup_in_a_label_or_an_answer_stays_text():
    class Sly(forms.Form):
        name = forms.CharField(label="<b>Name</b>", widget=forms.Textarea)

    drawn = page(Sly({"name": "</textarea><script>x</script>"}))

    assert (drawn.label.text, drawn.textarea.text.strip(), drawn.find("script")) == (
        "<b>Name</b>",
        "</textarea><script>x</script>",
        None,
    )


def test_a_select_is_as_django_draws_it():
    choices = [("", "All"), ("Police", [("n", "North & East"), (5, "South")])]
    widget = forms.Select(attrs={"class": "govuk-select", "disabled": False}, choices=choices)

    ours = widget.render("area", 5, attrs={"id": "area"}, renderer=GovukRenderer())
    theirs = widget.render("area", 5, attrs={"id": "area"}, renderer=TemplatesSetting())

    assert "selected" in ours
    assert [line.strip() for line in ours.splitlines()] == [
        line.strip() for line in theirs.splitlines() if line.strip()
    ]
