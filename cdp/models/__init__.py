from cdp.models.access import ApiClient, IdempotentAnswer, PersonalToken, Scope
from cdp.models.audit import AuditDay, AuditEvent
from cdp.models.changes import Change, ChangeSight, DeliveryState, WebhookDelivery, WebhookEndpoint
from cdp.models.jobs import UNFINISHED, Heartbeat, Job, JobState
from cdp.models.papers import FrozenPaper, Rendering

__all__ = [
    "UNFINISHED",
    "ApiClient",
    "AuditDay",
    "AuditEvent",
    "Change",
    "ChangeSight",
    "DeliveryState",
    "FrozenPaper",
    "Heartbeat",
    "IdempotentAnswer",
    "Job",
    "JobState",
    "PersonalToken",
    "Rendering",
    "Scope",
    "WebhookDelivery",
    "WebhookEndpoint",
]
