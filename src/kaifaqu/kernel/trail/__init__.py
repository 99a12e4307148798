"""What was done, by whom, on what ground: hash chains per subject, seals taken out, verification."""
