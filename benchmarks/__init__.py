"""Speeds, each beside a peer or a physical limit of the same run: `make bench`, or `python -m benchmarks NAME`."""
