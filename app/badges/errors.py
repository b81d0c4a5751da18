"""Why a badge cannot be given or revoked; the text says so to the person who asked."""


class BadgeError(Exception):
    """What was asked for cannot be done."""


class ForbiddenError(BadgeError):
    """This person may not do it; another one may."""
