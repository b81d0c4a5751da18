"""Why something about an exception cannot be done; the text says so to the person who asked."""


class NotDoneError(Exception):
    """What was asked for is not done."""


class TakenError(NotDoneError):
    """Somebody else was quicker to take it."""


class NotRemindedError(NotDoneError):
    """Nobody is reminded of it: no message reaches the rep, or one is on its way already."""
