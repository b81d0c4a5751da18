from pathlib import Path
from typing import Any

import pytest

from app import clock
from tests.loading import NOW, load_agreement
from tests.services.closing import CLOSED, Moment
from tests.services.facts import CALLS, DISPOSED, agree, calls, happened, people


@pytest.fixture
def at_work(session: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a directory to load from, on an empty database with an agreement, at a moment that stands still."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    load_agreement()
    return tmp_path


@pytest.fixture
def moment(session: object, monkeypatch: pytest.MonkeyPatch) -> Moment:
    """Let time stand still at a moment: first on a day on which the third quarter of 2026 can be closed."""

    def stand(now: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)

    stand(CLOSED)
    return stand


@pytest.fixture
def quarter(moment: Moment) -> None:
    """A company with a third quarter of 2026 that can be closed."""
    agree(CALLS, DISPOSED)
    people(ann="North", bob="South")
    happened(*calls("ann", "2026-08-03", "2026-08-04"), *calls("bob", "2026-08-05"))
