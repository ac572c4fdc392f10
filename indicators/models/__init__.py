from indicators.models.area import Area, AreaType, Footprint
from indicators.models.disclosure import DisclosureRule, WithheldFigure
from indicators.models.framework import FrameworkMetric, NationalPriority, Outcome
from indicators.models.indicator import Indicator, Scope, ValueType
from indicators.models.mapping import Alias, AliasField, Mapping
from indicators.models.neighbours import Neighbour, NeighbourGroup
from indicators.models.published_judgement import PublishedJudgement
from indicators.models.quality import QualityFinding, RuleFinding
from indicators.models.series import (
    STATES_WITHOUT_A_VALUE,
    Observation,
    Qualifier,
    Reading,
    Series,
    State,
    SupersededObservation,
)
from indicators.models.source import (
    REFERENCE_KINDS,
    Frequency,
    Publishing,
    RawFile,
    Refresh,
    RefreshChange,
    RefreshDifference,
    RefreshPart,
    RefreshReject,
    Source,
    SourceKind,
)
from indicators.models.source_change import Setting, SourceChange
from indicators.models.step_change import StepChange
from indicators.models.subscription import Notice, Subscription

__all__ = [
    "REFERENCE_KINDS",
    "STATES_WITHOUT_A_VALUE",
    "Alias",
    "AliasField",
    "Area",
    "AreaType",
    "DisclosureRule",
    "Footprint",
    "FrameworkMetric",
    "Frequency",
    "Indicator",
    "Mapping",
    "NationalPriority",
    "Neighbour",
    "NeighbourGroup",
    "Notice",
    "Observation",
    "Outcome",
    "PublishedJudgement",
    "Publishing",
    "Qualifier",
    "QualityFinding",
    "RawFile",
    "Reading",
    "Refresh",
    "RefreshChange",
    "RefreshDifference",
    "RefreshPart",
    "RefreshReject",
    "RuleFinding",
    "Scope",
    "Series",
    "Setting",
    "Source",
    "SourceChange",
    "SourceKind",
    "State",
    "StepChange",
    "Subscription",
    "SupersededObservation",
    "ValueType",
    "WithheldFigure",
]
