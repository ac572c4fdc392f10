"""Reading an indicator's page in tests: its sections, their headlines and words."""

from bs4 import BeautifulSoup

ADDRESS = "/indicators/early-exits/?areas=E06000001"


def page_of(client, address=ADDRESS):
    return BeautifulSoup(client.get(address).content, "html.parser")


def section_of(page, anchor):
    return page.select_one(f"section[aria-labelledby={anchor}-heading]")


def words_of(part):
    return " ".join(part.get_text(" ", strip=True).split())


def headline_of(section):
    return section.select_one("figcaption strong").get_text()
