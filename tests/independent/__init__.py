"""A solver of its own for case files, written from the page and never from the engine."""
