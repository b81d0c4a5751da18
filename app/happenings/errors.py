"""Why kudos cannot be given; the text says so to the person who wanted to."""


class KudosError(Exception):
    """There is no such happening any more, or it is one's own."""
