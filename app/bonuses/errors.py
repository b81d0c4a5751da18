"""Why something about money cannot be done; the text of each says so to the person who asked."""


class BonusError(Exception):
    """What was asked for cannot be done."""


class MissingError(BonusError):
    """There is no such bonus, batch or dispute."""


class ForbiddenError(BonusError):
    """This person may not do it; another one may."""


class StateError(BonusError):
    """It is not, or is no more, in a state in which this can be done: somebody else was quicker."""


class EntryError(BonusError):
    """What was written cannot stand; `field` is the name of the form's field that the text belongs to."""

    def __init__(self, field: str, text: str) -> None:
        """Take the name of the field, and what is wrong with it."""
        super().__init__(text)
        self.field = field
