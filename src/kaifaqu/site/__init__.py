"""The one place that wires kernel and rooms into a site: settings, addresses, role homes, command line."""
