"""The short code that a screen shows: letters and digits that nobody takes for others, and that spell no word.

The code follows from what the screen's cookie holds, by way of this installation's secret. So it is the same when the
page is loaded again, and whoever reads the database finds neither.
"""

from app.auth.throttle import keyed

ALPHABET = "CDFHJKMNPQRTVWXY23456789"
LENGTH = 6


def code_of(token: str) -> str:
    """Return the code of the screen whose cookie holds `token`."""
    number = int(keyed("code", token), 16)
    letters = []
    for _place in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def hash_of(code: str) -> str:
    """Return what is stored of a code."""
    return keyed("code-hash", code)


def plain(typed: str) -> str:
    """Return a code as it was typed, without what does not matter: case, spaces, hyphens."""
    return "".join(typed.replace("-", " ").split()).upper()


def is_code(text: str) -> bool:
    """Return whether `text` could be the code of a screen."""
    return len(text) == LENGTH and all(letter in ALPHABET for letter in text)


def shown(code: str) -> str:
    """Return a code as it is read best: in two halves."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"
