"""A case: the texts of the files that scoring rests on, and the moment of scoring."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

HEADER_OF_ABSENCES = "rep,starts,ends\n"


@dataclass(frozen=True)
class Case:
    """File texts in order of loading; activities are uploads of (source, CSV text)."""

    agreements: list[str]
    people_csv: str
    absences_csv: str
    activities: list[tuple[str, str]]
    as_of: datetime

    @classmethod
    def read(cls, folder: Path, as_of: datetime | None = None) -> "Case":
        """Read a folder; the moment of scoring is the one given or the one in as_of.txt.

        Agreements and activities load in the order of their file names. `activities.csv` is of the source
        "default", `activities-02-crm.csv` of "crm".
        """
        moment = as_of or datetime.fromisoformat(_text(folder / "as_of.txt"))
        absences = folder / "absences.csv"
        return cls(
            agreements=[_text(path) for path in _in_order(folder, "agreement*.toml")],
            people_csv=_text(folder / "people.csv"),
            absences_csv=_text(absences) if absences.exists() else HEADER_OF_ABSENCES,
            activities=[(_source(path), _text(path)) for path in _in_order(folder, "activities*.csv")],
            as_of=moment,
        )

    def write(self, folder: Path) -> None:
        """Write the files that `read` reads."""
        folder.mkdir(parents=True, exist_ok=True)
        for number, text in enumerate(self.agreements, 1):
            _put(folder / f"agreement-{number:02}.toml", text)
        for number, (source, text) in enumerate(self.activities, 1):
            _put(folder / f"activities-{number:02}-{source}.csv", text)
        _put(folder / "people.csv", self.people_csv)
        _put(folder / "absences.csv", self.absences_csv)
        _put(folder / "as_of.txt", self.as_of.isoformat())


def _in_order(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern), key=lambda path: path.stem)


def _source(path: Path) -> str:
    parts = path.stem.split("-", 2)
    return parts[2] if len(parts) == 3 else "default"


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _put(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))
