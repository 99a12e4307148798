"""What goes out on paper and comes back stamped: letters and slips on cases, each with a code; scans filed by it."""
