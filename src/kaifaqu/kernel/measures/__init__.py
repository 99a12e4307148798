"""Figures published and collected, the facts that rooms offer, and the evaluator that explains every number."""
