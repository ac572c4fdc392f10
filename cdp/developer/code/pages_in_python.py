# All actions that you may see, page after page
import json
import os
from urllib.request import Request, urlopen

headers = {"Authorization": f"Bearer {os.environ['CDP_TOKEN']}"}
address = "https://cdp.example/api/v1/actions/?page_size=1000"
actions = []
while address:
    with urlopen(Request(address, headers=headers)) as answer:
        page = json.load(answer)
    actions += page["results"]
    address = page["next"]
print(len(actions), "actions")
