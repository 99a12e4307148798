"""What belongs to a post whoever holds it: who stands in for it during leave, and how it is handed over."""
