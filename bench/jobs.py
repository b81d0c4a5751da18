"""Jobs of the program in a process of their own, for their memory: `python -m bench.jobs NAME URL [FILE]`."""

import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from app import create_app
from app.activities import service as activities
from app.activities.known import Known
from app.activities.loading import Load
from app.activities.reading import open_delivery
from app.activities.rows import Row
from app.happenings import service as happenings
from app.intake.refused import RefusedRows
from app.scorekeeping import service as scorekeeping
from bench.measuring import tell
from bench.sizes import NOW, SECRET


def score() -> int:
    """Score everything from the activities and store it; return the months."""
    return len(scorekeeping.score(None, NOW, "bench").months)


def notice() -> int:
    """Notice all that happened, as a run of the command does after it scored; return the portions."""
    portions = 0
    while happenings.notice(NOW):
        portions += 1
    return portions


def rebuild() -> int:
    """Rebuild everything beside what is stored and compare; return the differences."""
    return len(scorekeeping.rebuild(keep=False, now=NOW))


def load(file: str) -> int:
    """Store the activities in a file, without scoring them; return how many were new."""
    known = Known()
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_delivery(Path(file), None, None)) as delivery,
        RefusedRows(Path(folder, "refused.csv"), delivery.columns) as refused,
    ):
        sink = partial(_store, known)
        counts = Load(delivery, sink, refused).run(lambda _done, _size: None)
    return counts.new


def _store(known: Known, rows: list[Row]) -> activities.Outcome:
    return activities.store(rows, "default", NOW, known)


if __name__ == "__main__":
    name, url, *words = sys.argv[1:]
    jobs: dict[str, Callable[..., int]] = {"score": score, "notice": notice, "rebuild": rebuild, "load": load}
    with create_app({"DATABASE_URL": url, "SECRET_KEY": SECRET}).app_context():
        tell(jobs[name], *words)
