from pathlib import Path
from typing import Any

import pytest

from app import clock
from tests.loading import NOW, load_agreement


@pytest.fixture
def at_work(session: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a directory to load from, on an empty database with an agreement, at a moment that stands still."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    load_agreement()
    return tmp_path
