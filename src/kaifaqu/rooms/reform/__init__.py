"""A reform programme driven to its deadline: tasks by zones, reports, verification, lights."""
