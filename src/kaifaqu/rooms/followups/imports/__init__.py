"""What the desk takes from workbooks."""
