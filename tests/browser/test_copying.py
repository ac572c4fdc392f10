"""What is shown to be copied, copied by its button: a secret that is shown once, and an example."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def copied(page):
    return page.evaluate("navigator.clipboard.readText()")


def test_a_token_that_is_shown_once_is_copied_as_it_is(new_page, sign_in, viewer):
    page = new_page(permissions=CLIPBOARD)
    sign_in(page, viewer)

    page.goto("/account/api-tokens/")
    page.get_by_label("What it is for").fill("Power BI")
    page.locator("[name=scopes][value=read]").check()
    page.get_by_role("button", name="Make the token").click()
    page.get_by_role("button", name="Copy the token").click()
    page.get_by_role("status").get_by_text("Copied").wait_for()

    assert copied(page) == page.locator("#made-token").input_value()
    assert copied(page).startswith("cdp_")


def test_an_example_is_copied_without_its_surroundings(new_page, live_server):
    page = new_page(permissions=CLIPBOARD)

    page.goto("/api/")
    example = page.locator(".cdp-example").first
    example.get_by_role("button", name="Copy").click()
    example.get_by_role("button", name="Copied").wait_for()

    assert copied(page) == example.locator("code").text_content()
    assert live_server.url in copied(page)


def test_where_a_browser_does_not_let_a_page_copy_the_text_is_selected(new_page, sign_in, viewer):
    page = new_page()
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    sign_in(page, viewer)

    page.goto("/account/api-tokens/")
    page.get_by_label("What it is for").fill("Power BI")
    page.locator("[name=scopes][value=read]").check()
    page.get_by_role("button", name="Make the token").click()
    page.get_by_role("button", name="Copy the token").click()
    page.get_by_role("status").get_by_text("Press Ctrl and C").wait_for()

    assert page.evaluate("String(getSelection())").strip() == page.locator("#made-token").input_value()
