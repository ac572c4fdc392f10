from actions.models.action import Action, ActionAgency, Confidence, DeliveryStatus, Milestone
from actions.models.commentary import Commentary
from actions.models.evidence import (
    Finding,
    IntelligenceGap,
    MeasureWanted,
    Opportunity,
    ReturnOnInvestment,
    Scheme,
    Theme,
)
from actions.models.imports import Import, ImportKind, ImportState, LocalSource
from actions.models.mail import Mail, MailKind, MailLink, MailOff, ReminderPlan
from actions.models.measure import Measure
from actions.models.meeting import Decision, Meeting
from actions.models.pack import BEING_BUILT, Audience, Pack, PackState, PaperTemplate
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
from actions.models.report import AnnualReturn, ReportRun, ReturnState, RunState, SavedReport, Schedule
from actions.models.sharing import EmbedSite, SharedLink
from actions.models.strategy import Priority, Strategy
from actions.models.workbook import Batch, BatchRow, PlanImport

__all__ = [
    "BEING_BUILT",
    "Action",
    "ActionAgency",
    "AnnualReturn",
    "Audience",
    "Batch",
    "BatchRow",
    "Commentary",
    "Confidence",
    "Decision",
    "DeliveryStatus",
    "EmbedSite",
    "Evidence",
    "EvidenceFigure",
    "Finding",
    "Import",
    "ImportKind",
    "ImportState",
    "IntelligenceGap",
    "LightOverride",
    "LocalSource",
    "Mail",
    "MailKind",
    "MailLink",
    "MailOff",
    "Measure",
    "MeasureWanted",
    "Meeting",
    "Milestone",
    "Opportunity",
    "Pack",
    "PackState",
    "PaperTemplate",
    "PlanImport",
    "Priority",
    "ProgressUpdate",
    "Recommendation",
    "ReminderPlan",
    "ReportRun",
    "ReturnOnInvestment",
    "ReturnState",
    "RunState",
    "SavedReport",
    "Schedule",
    "Scheme",
    "SharedLink",
    "Strategy",
    "SubRecommendation",
    "Theme",
    "UpdateFigure",
    "UpdateMilestone",
    "UpdateMove",
    "UpdateState",
]
