from cdp.models.audit import AuditDay, AuditEvent
from cdp.models.jobs import UNFINISHED, Heartbeat, Job, JobState
from cdp.models.papers import FrozenPaper, Rendering

__all__ = ["UNFINISHED", "AuditDay", "AuditEvent", "FrozenPaper", "Heartbeat", "Job", "JobState", "Rendering"]
