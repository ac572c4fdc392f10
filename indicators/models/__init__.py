from indicators.models.area import Area, AreaType, Footprint
from indicators.models.disclosure import DisclosureRule, WithheldFigure
from indicators.models.framework import FrameworkMetric, NationalPriority, Outcome
from indicators.models.indicator import Indicator, Scope, ValueType
from indicators.models.neighbours import Neighbour, NeighbourGroup
from indicators.models.quality import QualityFinding, RuleFinding
from indicators.models.series import Observation, Qualifier, Reading, Series, State, SupersededObservation
from indicators.models.source import Refresh, RefreshReject, Source, SourceKind
from indicators.models.step_change import StepChange

__all__ = [
    "Area",
    "AreaType",
    "DisclosureRule",
    "Footprint",
    "FrameworkMetric",
    "Indicator",
    "NationalPriority",
    "Neighbour",
    "NeighbourGroup",
    "Observation",
    "Outcome",
    "Qualifier",
    "QualityFinding",
    "Reading",
    "Refresh",
    "RefreshReject",
    "RuleFinding",
    "Scope",
    "Series",
    "Source",
    "SourceKind",
    "State",
    "StepChange",
    "SupersededObservation",
    "ValueType",
    "WithheldFigure",
]
