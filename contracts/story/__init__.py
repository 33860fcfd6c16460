"""The story: what happened to a labeling vendor in June 2025, and how a fictional lab lived it."""
