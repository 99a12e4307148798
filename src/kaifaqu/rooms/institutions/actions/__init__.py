"""The acts of this room."""

from kaifaqu.rooms.institutions.actions.adjusting import advance_adjustment, name_part, propose_adjustment
from kaifaqu.rooms.institutions.actions.townships import (
    administer_township,
    register_township,
    release_township,
    set_township_area,
)
from kaifaqu.rooms.institutions.actions.zones import (
    change_quota,
    hand_over_duty,
    list_duty,
    record_figures,
    record_leaders,
    register_zone,
    set_area,
)

__all__ = [
    "administer_township",
    "advance_adjustment",
    "change_quota",
    "hand_over_duty",
    "list_duty",
    "name_part",
    "propose_adjustment",
    "record_figures",
    "record_leaders",
    "register_township",
    "register_zone",
    "release_township",
    "set_area",
    "set_township_area",
]
