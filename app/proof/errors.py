"""Why nothing can be added to a question; the text says so to the person who tried."""


class QuestionError(Exception):
    """Somebody else was quicker, or it is not the reader's turn."""
