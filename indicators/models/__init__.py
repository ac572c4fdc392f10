from indicators.models.area import Area, AreaType, Footprint
from indicators.models.framework import FrameworkMetric, NationalPriority, Outcome
from indicators.models.indicator import Indicator, Scope, ValueType
from indicators.models.quality import QualityFinding
from indicators.models.series import Observation, Qualifier, Reading, Series, State, SupersededObservation
from indicators.models.source import Refresh, RefreshReject, Source, SourceKind

__all__ = [
    "Area",
    "AreaType",
    "Footprint",
    "FrameworkMetric",
    "Indicator",
    "NationalPriority",
    "Observation",
    "Outcome",
    "Qualifier",
    "QualityFinding",
    "Reading",
    "Refresh",
    "RefreshReject",
    "Scope",
    "Series",
    "Source",
    "SourceKind",
    "State",
    "SupersededObservation",
    "ValueType",
]
