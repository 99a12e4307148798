"""One folder per job of the institution. Work rooms do not import one another; all may know the registers."""
