"""The mixin alone: a form of ours with one public and one private box."""

import pytest
from django import forms
from django.http import QueryDict

from cdp.privacy.forms import ChecksPersonalData

EMAIL = "Ask jo@example.org about it."
POSTCODE = "She lives in M1 1AE."


class NoteForm(ChecksPersonalData, forms.Form):
    public_texts = ("note",)
    private_texts = ("reason",)

    note = forms.CharField(label="What happened?", required=False)
    reason = forms.CharField(label="Why?", required=False)


class DraftForm(NoteForm):
    asks_to_keep = False


def sent(form=NoteForm, keep=(), **told):
    data = QueryDict(mutable=True)
    data.update(told)
    data.setlist("keep_personal_data", keep)
    return form(data)


def tokens(form):
    form.full_clean()
    return [value for value, _ in form.fields["keep_personal_data"].choices]


def test_a_text_without_personal_data_is_not_asked_about():
    form = sent(note="All is well since April 2026.")

    assert form.is_valid()
    assert "keep_personal_data" not in form.fields


def test_what_nobody_may_read_everywhere_is_refused_and_cannot_be_kept():
    form = sent(note=POSTCODE, keep=["anything"])

    sentence = (
        "“M1 1AE” looks like a full postcode. Name the town, or give the first half alone: "
        "what stands here can be read by everybody."
    )
    assert form.errors == {"note": [sentence]}


def test_in_a_private_box_it_is_asked_about_and_stays_when_it_is_confirmed():
    first = sent(reason=POSTCODE)
    again = sent(reason=POSTCODE, keep=tokens(first))

    assert first.errors == {
        "keep_personal_data": ["Take the full postcode out of the text, or confirm that it has to stay"]
    }
    assert first.fields["keep_personal_data"].choices[0][1] == (
        "Keep “M1 1AE”, which looks like a full postcode, in “Why?”"
    )
    assert again.is_valid()
    assert again.cleaned_data["keep_personal_data"] == tokens(first)


@pytest.mark.parametrize("change", [{"reason": "Ask al@example.org about it."}, {"reason": "", "note": EMAIL}])
def test_the_choice_holds_for_this_text_in_this_box_alone(change):
    first = sent(reason=EMAIL)

    again = sent(keep=tokens(first), **change)

    assert list(again.errors) == ["keep_personal_data"]


def test_each_of_several_is_confirmed_on_its_own():
    first = sent(note=EMAIL, reason=POSTCODE)

    again = sent(note=EMAIL, reason=POSTCODE, keep=tokens(first)[:1])

    assert first.errors["keep_personal_data"] == [
        "Take what looks like personal data out of the texts, or confirm that each has to stay"
    ]
    assert list(again.errors) == ["keep_personal_data"]


def test_a_draft_is_not_asked_about_but_refused_as_well():
    assert sent(DraftForm, note=EMAIL).is_valid()
    assert list(sent(DraftForm, note=POSTCODE).errors) == ["note"]


def test_the_boxes_are_drawn_with_what_was_found_escaped():
    form = sent(note="Ask <b>jo@example.org</b>")

    page = str(form)
    assert "<b>" not in page
    assert "(optional)" not in page.partition("cdp-keep")[2]

    assert "Keep “jo@example.org”" in page
    assert 'name="keep_personal_data"' in page
    assert 'class="cdp-panel cdp-keep' in page
