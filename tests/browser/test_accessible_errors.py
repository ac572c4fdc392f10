"""Every form sent empty: the page that says what is wrong says it first, in words, and leads to each field."""

import re

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from playwright.sync_api import expect

from tests.browser import checks
from tests.browser.sample_world import person
from tests.browser.test_accessible import LEAD, places_of
from tests.partners.matrix_world import SIGNED_OUT

pytestmark = pytest.mark.django_db

PARTS = 6
TYPED = "input:not([type=hidden], [type=submit], [type=checkbox], [type=radio]), textarea, select, input[type=radio]"

# Each line of the summary leads to a field that says the same words and names them to a screen reader.
LOOK = """() => {
  const found = [], summary = document.querySelector("main .govuk-error-summary");
  const said = (one) => [...one.childNodes].filter((node) => !node.classList?.contains("govuk-visually-hidden"))
    .map((node) => node.textContent).join("").trim().replace(/\\s+/g, " ");
  if (document.querySelector("main").firstElementChild !== summary) found.push("something stands before the summary");
  for (const link of summary.querySelectorAll("a")) {
    const words = said(link), field = document.getElementById(link.getAttribute("href").slice(1));
    if (!field) { found.push(`“${words}” leads nowhere: ${link.getAttribute("href")}`); continue; }
    const group = field.closest(".govuk-form-group--error");
    const messages = [...(group?.querySelectorAll(".govuk-error-message") || [])];
    if (!messages.some((one) => said(one) === words)) found.push(`“${words}” is not said at its field ${field.id}`);
    const names = (field.getAttribute("aria-describedby") || "") + " "
      + (field.closest("fieldset[aria-describedby]")?.getAttribute("aria-describedby") || "");
    const told = names.split(/\\s+/).map((id) => document.getElementById(id)?.textContent || "").join(" ");
    if (!told.replace(/\\s+/g, " ").includes(words)) found.push(`the field ${field.id} does not name “${words}”`);
  }
  return found;
}"""


def forms_of(client, address):
    """What a person could send from there with nothing filled in: (where to, what)."""
    response = client.get(address)
    if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
        return
    for form in BeautifulSoup(response.content, "html.parser").select("main form[method=post]"):
        if form.select_one(TYPED) is None:
            continue
        sent = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden][name]")}
        if (button := form.select_one("button[name]")) is not None and not form.select("button:not([name])"):
            sent[button["name"]] = button.get("value", "")
        yield re.sub("[#?].*", "", form.get("action") or "") or address, sent


def refusals(site, addresses):
    """(address, answer) of each form that will not be sent empty; nothing of it is kept."""
    for address in addresses:
        for target, sent in list(forms_of(site.client, address)):
            with transaction.atomic():
                answer = site.client.post(target, sent)
                transaction.set_rollback(True)
            if b"govuk-error-summary" in answer.content:
                yield target, answer


def faults_of(page, address, answer):
    page.site.show(address, answer)
    page.goto(address)
    summary = page.locator("main .govuk-error-summary")
    expect(summary).to_be_focused()
    found = [*page.evaluate(LOOK), *checks.faults_here(page)]
    if not page.title().startswith("Error: "):
        found.append(f"the title does not begin with “Error: ”: {page.title()}")
    return [f"{address}: {one}" for one in found]


@pytest.mark.parametrize("part", range(PARTS))
def test_forms_of_the_lead(sample, browse, part):
    page = browse(person("partnership_lead"))
    refused = sample.once("refused", lambda: dict(refusals(page.site, sorted({*places_of(LEAD, sample)}))))
    assert len(refused) > 20

    mine = list(refused.items())[part::PARTS]
    checks.nothing([one for address, answer in mine for one in faults_of(page, address, answer)])


def test_forms_of_visitors(sample, browse):
    page = browse()
    refused = dict(refusals(page.site, sorted({*places_of(SIGNED_OUT, sample)})))
    assert refused

    checks.nothing([one for address, answer in refused.items() for one in faults_of(page, address, answer)])


def test_forms_of_a_lead_officer(sample, browse):
    """Their report, and the same from the link in a mail."""
    page = browse(person("lead_officer"))
    refused = dict(refusals(page.site, [f"{sample.action.get_absolute_url()}report/"]))
    assert refused

    checks.nothing([one for address, answer in refused.items() for one in faults_of(page, address, answer)])
