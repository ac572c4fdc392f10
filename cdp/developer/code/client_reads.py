# The actions of a partnership, read page after page as you go
import os

from cdp_client import Client

client = Client("https://cdp.example", token=os.environ["CDP_TOKEN"])
for action in client.actions_list(partnership=["exampleshire"], sort="due_on"):
    print(action["ref"], action["due_on"], action["title"])
