"""Working-day notices, single days and office hours as rows; the calendar of a place is made of them."""
