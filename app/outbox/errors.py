"""Why a message was not sent."""


class NotNowError(Exception):
    """It is not the time for it: it waits until the instant `until`."""

    def __init__(self, until: int) -> None:
        """Take when it may be sent."""
        super().__init__()
        self.until = until


class RefusedError(Exception):
    """It was not taken, certainly; the text says why. `for_good`: trying again would not help."""

    def __init__(self, text: str, *, for_good: bool = False) -> None:
        """Take the reason."""
        super().__init__(text)
        self.for_good = for_good


class UncertainError(Exception):
    """It was handed over and no answer came: it may have arrived, and is not sent again."""


class ForbiddenAddressError(Exception):
    """A webhook may not lead there; the text says why, without the address."""
