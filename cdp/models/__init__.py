from cdp.models.audit import AuditDay, AuditEvent
from cdp.models.jobs import UNFINISHED, Heartbeat, Job, JobState

__all__ = ["UNFINISHED", "AuditDay", "AuditEvent", "Heartbeat", "Job", "JobState"]
