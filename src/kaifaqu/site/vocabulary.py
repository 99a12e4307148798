"""What charters may speak of in this installation: the facts, words and kinds that its rooms offer."""

from __future__ import annotations

from kaifaqu.kernel.charter.lint import Vocabulary
from kaifaqu.kernel.measures import members
from kaifaqu.kernel.measures.facts import all_codes, all_facts

ROOMS = frozenset(
    """
    firms land people institutions mandates reform followups whistles gate meetings investment approvals inspections
    services assessment pay fiscal capital partnerships
    """.split()  # noqa: SIM905  a list of words reads best as one
)
"""The rooms of the plan, built or to come: a clause may wait for one of them."""

PARTIES = frozenset(
    """
    zone national_zone park_in_zone county_unit township city_government county_government provincial_government
    city_leader zone_leaders zone_staff project_officer reform_office joint_meeting
    department department_branch approval_bureau assessment_office ecology_bureau emergency_bureau
    establishment_office industry_bureau investment_promotion_bureau organisation_department personnel_bureau
    """.split()  # noqa: SIM905  a list of words reads best as one
)
"""Who may be named in a charter that sets up no organ of that name; one that no charter names so is taken away."""
ROLES = frozenset(
    """
    applicant asker caller candidate firm holder lead officer party supervisor
    """.split()  # noqa: SIM905  a list of words reads best as one
)
"""Who a running procedure calls so: who asked, who holds the case, who leads."""


def vocabulary() -> Vocabulary:
    """The names that lint holds charters against."""
    return Vocabulary(
        facts=frozenset(all_facts()),
        codes=frozenset(all_codes()),
        kinds=frozenset(members.known()),
        rooms=ROOMS,
        parties=PARTIES,
        roles=ROLES,
    )
