"""Imports: a file becomes typed rows, all their errors, a dry run, and one act."""
