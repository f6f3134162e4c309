"""From environment variables to what functions work with: made once, kept with the process."""
