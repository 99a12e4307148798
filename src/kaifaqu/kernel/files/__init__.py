"""Attachments: stored by their digest, checked for being what they say, recorded with the act that brought them."""
