"""Why something about an exception cannot be done; the text says so to the person who asked."""


class TakenError(Exception):
    """Somebody else was quicker to take it."""
