"""What may be asked of Fingertips. Area types and indicators go by the service's own numbers."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

Number = Annotated[int, Field(gt=0)]
# Upper and lower tier local authorities since April 2023.
CURRENT_AREA_TYPES = [502, 501]
REGION = 6
# These series ended before April 2023 and are kept under the upper tier authorities of 2021 to 2023 alone.
ENDED_SERIES = {91123: 402, 91182: 402}


class Options(BaseModel, extra="forbid"):
    """What a source of this kind is asked for."""

    indicator_ids: list[Number] = Field(
        default=[], max_length=2000, description="None: those of our definitions, unless profiles are given."
    )
    profile_ids: list[Number] = Field(default=[], max_length=50, description="All indicators of a profile at once.")
    # One area type an indicator: the authorities of two vintages share their codes, so that a figure would come twice.
    area_type_ids: list[Number] = Field(
        default=CURRENT_AREA_TYPES,
        min_length=1,
        max_length=10,
        description="Each indicator is asked for under the first of these that it has figures for, and no other.",
    )
    area_type_of: dict[Number, Number] = Field(
        default=ENDED_SERIES, description="Indicators that are asked for under an area type of their own."
    )
    parent_area_type_id: Number = Field(default=REGION, description="6: regions, which come along with their areas.")
    include_deprivation: bool = Field(default=True, description="Rows by deprivation decile and other categories.")
    format: Literal["csv", "json"] = Field(
        default="csv", description="json: the newest figures alone, from the service behind the website."
    )
    pause_seconds: float = Field(default=1, ge=0, le=60, description="Between two requests.")
