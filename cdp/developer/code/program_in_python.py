# A token for a program, and what it reads with it
import base64
import json
import os
from urllib.request import Request, urlopen

login = f"{os.environ['CDP_CLIENT_ID']}:{os.environ['CDP_CLIENT_SECRET']}".encode()
headers = {"Authorization": f"Basic {base64.b64encode(login).decode()}"}
with urlopen(Request("https://cdp.example/api/oauth/token", b"grant_type=client_credentials", headers)) as answer:
    token = json.load(answer)["access_token"]
headers = {"Authorization": f"Bearer {token}"}
with urlopen(Request("https://cdp.example/api/v1/actions/", headers=headers)) as answer:
    print(json.load(answer)["results"][:1])
