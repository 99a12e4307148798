"""The follow-up desk: all that must be done, whoever asked for it, on one list."""
