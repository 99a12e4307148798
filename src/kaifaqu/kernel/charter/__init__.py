"""The institution as data. So far: the node types of the one grammar for measures."""
