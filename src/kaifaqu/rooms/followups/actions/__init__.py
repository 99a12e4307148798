"""What people do at the desk beyond what every case knows: taking in, assigning, splitting, reporting."""

from kaifaqu.rooms.followups.actions.reporting import explain_delay, report_item
from kaifaqu.rooms.followups.actions.taking import assign, split_item, take_in_order

__all__ = ["assign", "explain_delay", "report_item", "split_item", "take_in_order"]
