"""What every room stands on. Names no room; the order of its packages is held by the import contracts."""
