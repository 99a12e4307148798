"""Zones and their organs: quotas, units, duties, and what a reform did to them."""
