from actions.models.action import Action, ActionAgency, Confidence, DeliveryStatus, Milestone
from actions.models.evidence import (
    Finding,
    IntelligenceGap,
    MeasureWanted,
    Opportunity,
    ReturnOnInvestment,
    Scheme,
    Theme,
)
from actions.models.mail import Mail, MailKind, MailLink, MailOff, ReminderPlan
from actions.models.measure import Measure
from actions.models.meeting import Decision, Meeting
from actions.models.progress import (
    Evidence,
    LightOverride,
    ProgressUpdate,
    UpdateFigure,
    UpdateMilestone,
    UpdateMove,
    UpdateState,
)
from actions.models.recommendation import EvidenceFigure, Recommendation, SubRecommendation
from actions.models.strategy import Priority, Strategy
from actions.models.workbook import Batch, BatchRow, PlanImport

__all__ = [
    "Action",
    "ActionAgency",
    "Batch",
    "BatchRow",
    "Confidence",
    "Decision",
    "DeliveryStatus",
    "Evidence",
    "EvidenceFigure",
    "Finding",
    "IntelligenceGap",
    "LightOverride",
    "Mail",
    "MailKind",
    "MailLink",
    "MailOff",
    "Measure",
    "MeasureWanted",
    "Meeting",
    "Milestone",
    "Opportunity",
    "PlanImport",
    "Priority",
    "ProgressUpdate",
    "Recommendation",
    "ReminderPlan",
    "ReturnOnInvestment",
    "Scheme",
    "Strategy",
    "SubRecommendation",
    "Theme",
    "UpdateFigure",
    "UpdateMilestone",
    "UpdateMove",
    "UpdateState",
]
