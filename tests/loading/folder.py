"""A made-up partnership's folder and the reference data that it needs, small enough to read."""

from tests.factories import AgencyFactory, AreaFactory, IndicatorFactory, OutcomeFactory

PARTNERSHIP = """\
partnership:
  slug: northshire
  name: Northshire Combating Drugs Partnership
  area_name: Northshire
  area: E06000999
  areas:
  - E06000999
  host: Northshire Council
  note: null
document:
  title: Northshire needs assessment
  kind: needs_assessment
  published: null
  published_note: null
  covers: 2021 to 2023
agencies:
- slug: northshire-council
  name: Northshire Council
  short_name: null
  kind: local_authority
  parent: null
  generic: false
  aliases: []
- slug: northshire-probation
  name: Northshire Probation
  short_name: null
  kind: probation
  parent: null
  generic: false
  aliases: []
  note: Sits on the board
vision: Fewer deaths
principles:
- name: Listen
  meaning: People who use drugs are heard
  place: null
priorities:
- code: N-1
  title: Treatment for all who want it
  national_priority: treatment
  place: null
- code: N-2
  title: Safer streets
  national_priority: supply
  place: null
recommendations:
- ref: N-01
  title: Meet every prison leaver at the gate
  evidence: A third start treatment within three weeks.
  outcome: improving-recovery
  outcome_in_source: null
  priority: N-1
  partners:
  - northshire-probation
  sub_recommendations:
  - Begin in the largest prison
  - Then in all
  place: Section 1
  evidence_figures:
  - indicator: continuity-of-care
    area: E06000999
    period: 2022/23
    category: ''
actions:
- ref: '1.1'
  title: Write to every prison
  priority: N-1
  lead_agencies:
  - northshire-probation
  - northshire-council
  place: Section 2
schemes:
- ref: N-S1
  name: Gate clinic
  priority: null
  summary: A weekly clinic
  agencies:
  - northshire-council
  place: Section 3
findings:
- ref: N-F1
  statement: Few people start treatment.
  priority: N-1
  place: Section 4
themes: []
stakeholder_categories:
- version: map
  place: Figure 1
  categories:
  - name: Healthcare
    colour: blue
    sub_categories:
    - Primary care
  - name: Housing
    colour: null
    sub_categories: []
opportunities: []
intelligence_gaps: []
return_on_investment: []
measures_wanted: []
notes:
  outcomes: The outcomes are our reading.
"""

COLUMNS = (
    "indicator,area,period,period_start,period_end,sex,age,category_type,category,value,qualifier,printed,"
    "lower_ci,upper_ci,count,denominator,state,note,place"
)
CONTINUITY, DEATHS = "continuity-of-care,E06000999", "deaths,E06000999"
OBSERVATIONS = f"""\
{COLUMNS}
{CONTINUITY},2022/23,2022-04-01,2023-03-31,Persons,,,,33.5,exact,33.5%,30.1,37,134,400,published,,Table 1
{CONTINUITY},2021/22,2021-04-01,2022-03-31,Persons,,,,29,exact,29%,,,,,published,,Table 1
{DEATHS},2021,2021-01-01,2021-12-31,Persons,,,,10,about,about 10,,,,,published,contradicts: 12,Section 5
{DEATHS},2021,2021-01-01,2021-12-31,Persons,,,,12,exact,12,,,,,published,contradicts: about 10,Section 6
{DEATHS},,,,Male,,,,,exact,fewer than 5,,,,,suppressed,,Section 6
"""

CONTRADICTIONS = """\
class,description,where,values
two_values,Two numbers of deaths,Sections 5 and 6,about 10; 12
"""

FILES = {
    "partnership.yaml": PARTNERSHIP,
    "observations.csv": OBSERVATIONS,
    "contradictions.csv": CONTRADICTIONS,
}


def write_folder(root):
    folder = root / "northshire"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def make_reference():
    AreaFactory(code="E06000999", name="Northshire")
    IndicatorFactory(code="continuity-of-care", name="Continuity of care", polarity="higher_is_better")
    IndicatorFactory(code="deaths", name="Deaths", value_type="count", unit="deaths", multiplier=1)
    OutcomeFactory(code="improving-recovery", name="Improving recovery outcomes")
    AgencyFactory(slug="northshire-council", name="Northshire Council")
    AgencyFactory(slug="northshire-probation", name="Northshire Probation")
