"""Papers as offices make them: docx in the layout of GB/T 9704-2012, and codes to be printed on them. Pure."""
