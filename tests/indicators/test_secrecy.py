"""What of addresses and options may be read by everybody."""

import pytest

from indicators.secrecy import HIDDEN, readable, without_secrets

H = HIDDEN


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("", ""),
        ("https://example.org/data.csv", "https://example.org/data.csv"),
        ("https://example.org/data?ids=93014,93015&area=E06000060#top",) * 2,
        ("https://fingertips.example/api?parent_area_code=E92000001&child_area_type_id=502",) * 2,
        ("https://user:s3cret@example.org/data.csv", f"https://{H}@example.org/data.csv"),
        ("https://user@example.org/data.csv", f"https://{H}@example.org/data.csv"),
        # Marks that would be encoded by whoever knows the rules.
        ("https://user:s3/cr?e#t@example.org/data.csv", f"https://{H}@example.org/data.csv"),
        ("HTTPS://u:s3cret@e.org", f"HTTPS://{H}@e.org"),
        ("https://e.org/a?token=s3cret&x=1", f"https://e.org/a?token={H}&x=1"),
        ("https://e.org/a?api_key=s3cret", f"https://e.org/a?api_key={H}"),
        ("https://e.org/a?API%5FKEY=s3cret", f"https://e.org/a?API%5FKEY={H}"),
        ("https://e.org/a?x=1;password=s3cret", f"https://e.org/a?x=1;password={H}"),
        ("https://www.nomisweb.co.uk/api?uid=0xs3cret", f"https://www.nomisweb.co.uk/api?uid={H}"),
        ("https://e.org/a?sv=1&sig=s3cret%3D", f"https://e.org/a?sv=1&sig={H}"),
        ("https://e.org/a#access_token=s3cret", f"https://e.org/a#access_token={H}"),
        ("https://e.org/a?code=s3cretEyJhbGciOiJIUzI1", f"https://e.org/a?code={H}"),
        ("https://e.org/a?s3cretEyJhbGciOiJIUzI1", f"https://e.org/a?{H}"),
        ("https://e.org/go?to=https%3A//u:s3cret@f.org", f"https://{H}@f.org"),
        ("ftp://u:s3cret@e.org/a", f"ftp://{H}@e.org/a"),
        ("http://[half?token=s3cret", f"http://[half?token={H}"),
        ("/srv/s3cret/figures.csv", "figures.csv"),
        ("u:s3cret@e.org", "e.org"),
    ],
)
def test_an_address_is_shown_without_what_opens_it(location, said):
    assert readable(location) == said
    assert "s3cret" not in readable(location)


def test_options_are_shown_without_keys_however_deep_they_lie():
    options = {
        "areas": ["E06000060"], "user_id": "0xs3cret", "Token": "s3cret", "key": "", "limit": 5, "on": True,
        "more": [{"password": "s3cret", "address": "https://u:s3cret@e.org"}],
    }  # fmt: skip

    assert without_secrets(options) == {
        "areas": ["E06000060"], "user_id": H, "Token": H, "key": "", "limit": 5, "on": True,
        "more": [{"password": H, "address": f"https://{H}@e.org"}],
    }  # fmt: skip
