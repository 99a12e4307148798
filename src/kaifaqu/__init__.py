"""Kaifaqu (开发区): the institutions of a development zone, written down as data and carried out."""

__version__ = "0.1.0"
