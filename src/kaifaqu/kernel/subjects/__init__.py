"""The spine: one row per thing that can have a history, and the actors who act on it."""
