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
from actions.models.measure import Measure
from actions.models.meeting import Meeting
from actions.models.progress import ProgressUpdate
from actions.models.recommendation import EvidenceFigure, Recommendation, SubRecommendation
from actions.models.strategy import Priority, Strategy

__all__ = [
    "Action",
    "ActionAgency",
    "Confidence",
    "DeliveryStatus",
    "EvidenceFigure",
    "Finding",
    "IntelligenceGap",
    "Measure",
    "MeasureWanted",
    "Meeting",
    "Milestone",
    "Opportunity",
    "Priority",
    "ProgressUpdate",
    "Recommendation",
    "ReturnOnInvestment",
    "Scheme",
    "Strategy",
    "SubRecommendation",
    "Theme",
]
