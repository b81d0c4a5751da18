"""Is a file text, and in which encoding? Answered by reading it once through, before anything is stored."""

import codecs
import io
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _

from app.intake.faults import UnreadableError

CHUNK = 1 << 20
SAMPLE = 4096
DEFAULT_ENCODING = "utf-8-sig"

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Bytes that no text holds, whatever its encoding; a stray NUL is a matter of its row.
CONTROLS = bytes({*range(32)} - {0x00, 0x09, 0x0A, 0x0C, 0x0D, 0x1A, 0x1B})


@dataclass(frozen=True)
class TextFile:
    """A file that was read through: it decodes as `encoding`; `has_nul` tells whether a NUL is in it."""

    path: Path
    encoding: str
    size: int
    has_nul: bool

    def open(self, newline: str) -> "io.TextIOWrapper[io.BufferedReader]":
        """Open the file for reading; `newline` as for the built-in function."""
        return io.TextIOWrapper(self.path.open("rb"), encoding=self.encoding, newline=newline)


def is_encoding(name: str) -> bool:
    """Tell whether `name` is an encoding of text that Python knows."""
    try:
        "".encode(name)
    except (LookupError, ValueError):
        return False
    return True


def inspect(path: Path, encoding: str | None = None) -> TextFile:
    """Read the file at `path` once through. Raises UnreadableError if it is not text in `encoding`.

    Without an encoding a byte order mark decides, else it is UTF-8.
    """
    try:
        if not path.is_file():
            raise UnreadableError(_("%(path)s is not a regular file.", path=path))
        with path.open("rb") as file:
            encoding = _check_start(path, file.read(SAMPLE), encoding)
            file.seek(0)
            has_nul = _decode(path, file, encoding)
            return TextFile(path, encoding, file.tell(), has_nul)
    except OSError as error:
        raise UnreadableError(
            _("%(path)s cannot be read: %(reason)s", path=path, reason=error.strerror)
        ) from error


def _check_start(path: Path, start: bytes, encoding: str | None) -> str:
    """Return the encoding to read with; refuse what its first bytes show not to be text."""
    if what := _other_format(start):
        raise UnreadableError(
            _("%(path)s is not text: it is %(what)s. Save it as CSV.", path=path, what=what)
        )
    mark = next((name for mark, name in MARKS if start.startswith(mark)), None)
    if mark and encoding and not codecs.lookup(encoding).name.startswith(mark.removesuffix("-sig")):
        told = {"path": path, "encoding": encoding, "mark": mark.removesuffix("-sig")}
        raise UnreadableError(
            _("%(path)s says itself that it is %(mark)s, not %(encoding)s: leave --encoding out.", **told)
        )
    chosen = mark or encoding or DEFAULT_ENCODING
    if chosen.startswith(("utf-16", "utf-32")):
        return chosen
    if len(start) - len(start.translate(None, CONTROLS)) > len(start) // 50:
        raise UnreadableError(_("%(path)s is not a text file. Save it as CSV.", path=path))
    if start.count(0) > len(start) // 4:
        raise UnreadableError(_("%(path)s looks like UTF-16: give --encoding utf-16-le.", path=path))
    return chosen


def _other_format(start: bytes) -> str:
    """Return what a file that starts so is, if it is one of the formats that are often taken for a table."""
    known = {
        b"PK\x03\x04": _("an Excel workbook or another ZIP archive"),
        b"\xd0\xcf\x11\xe0": _("an old Excel workbook"),
        b"%PDF": _("a PDF"),
        b"\x1f\x8b": _("compressed with gzip"),
        b"SQLite format 3\0": _("an SQLite database"),
    }
    return next((what for signature, what in known.items() if start.startswith(signature)), "")


def _decode(path: Path, file: io.BufferedReader, encoding: str) -> bool:
    """Decode the whole file and tell whether it holds a NUL."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines, has_nul, empty = 0, False, True
    try:
        while chunk := file.read(CHUNK):
            text = decoder.decode(chunk)
            lines += text.count("\n")
            has_nul = has_nul or "\0" in text
            empty = empty and not text.strip()
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise UnreadableError(_not_decoded(path, file.tell(), lines, encoding, error)) from error
    if empty:
        raise UnreadableError(_("%(path)s is empty.", path=path))
    return has_nul


def _not_decoded(path: Path, read: int, lines: int, encoding: str, error: UnicodeError) -> str:
    told = {"path": path, "encoding": encoding.removesuffix("-sig")}
    if not isinstance(error, UnicodeDecodeError):
        return _("%(path)s is not %(encoding)s: give another --encoding.", **told)
    at = read - len(error.object) + error.start
    line = lines + 1 + error.object[: error.start].decode(encoding, "ignore").count("\n")
    return _(
        "%(path)s is not %(encoding)s: byte 0x%(byte)02X in line %(line)d (byte %(at)d of the file). "
        "%(guess)sGive its encoding, for example --encoding %(other)s.",
        **told,
        byte=error.object[error.start],
        line=line,
        at=at + 1,
        guess=_guess(error.object[error.start : error.start + 1]),
        other="cp1252" if told["encoding"] != "cp1252" else "utf-8",
    )


def _guess(byte: bytes) -> str:
    """Return what the offending byte would mean in Windows' Western encoding, if it is a letter there."""
    letter = byte.decode("cp1252", "ignore")
    if letter and unicodedata.category(letter).startswith("L"):
        return _("In cp1252, which Excel often writes, it is “%(letter)s”. ", letter=letter)
    return ""
