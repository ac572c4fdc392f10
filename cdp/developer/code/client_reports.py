# Report on an action, also where somebody else was quicker
import os

from cdp_client import ChangedSince, Client, Conflict, PatchedUpdateBody

client = Client("https://cdp.example", token=os.environ["CDP_TOKEN"])
try:
    update = client.actions_updates_create("exampleshire:EXA-1.1", {"delivery_status": "on_track"})
except Conflict as refused:
    raise SystemExit(f"It waits for a decision: {refused.document['conflicts_with']}") from None
words: PatchedUpdateBody = {"confidence": "confident", "narrative": "The first clinic has opened."}
try:
    client.progress_updates_partial_update(update["id"], words, if_match=client.etag)
except ChangedSince as refused:
    client.progress_updates_partial_update(update["id"], words, if_match=refused.etag)
update = client.progress_updates_submit_create(update["id"], if_match=client.etag)
print(update["id"], update["state"])
