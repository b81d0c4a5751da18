"""Measures how fast Baton is, against what it is measured against, and writes RESULTS.md: `python -m bench`."""
