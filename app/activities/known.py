"""What a load keeps between its batches: the ids of kinds and owners, and where moments lie."""

from typing import Any

from app.activities.placing import Places
from app.agreement.queries import timeline
from app.credit import aliases_among
from app.models.activities import Kind
from app.models.people import Rep
from app.names import find_ids, make_ids

Credit = tuple[int, int | None]
"""To whom an activity is credited, and the owner that it was sent under if that is an alias of him."""


class NoAgreementError(Exception):
    """Without an agreement there is no zone, and so no day that anything belongs to."""


class Known:
    """Ids by name, and places in time; good until a transaction that added some is rolled back."""

    def __init__(self, *, only_look: bool = False) -> None:
        """Add what is not known yet, or, to `only_look`, give it a negative number that nothing stored has."""
        self.only_look = only_look
        self.kinds: dict[str, int] = {}
        self.reps: dict[str, int] = {}
        self._added: list[tuple[dict[str, int], list[str]]] = []
        self._places: Places | None = None
        self._zones: list[tuple[int, str]] = []

    def keep(self) -> None:
        """Keep what was added: its transaction was committed."""
        self._added.clear()

    def forget(self) -> None:
        """Forget what was added: its transaction was rolled back."""
        for ids, names in self._added:
            for name in names:
                del ids[name]
        self._added.clear()

    def places(self) -> Places:
        """Return places by the agreement as it is now. Raises NoAgreementError if there is none."""
        line = timeline()
        if line is None:
            raise NoAgreementError
        if self._places is None or line.zones != self._zones:
            self._places, self._zones = Places(line), line.zones
        return self._places

    def learn(self, kinds: set[str], reps: set[str]) -> None:
        """See to it that all these kinds and reps have an id; part of the caller's transaction."""
        self._learn(Kind.name, self.kinds, kinds)
        self._learn(Rep.key, self.reps, reps)

    def credits(self, owners: set[str]) -> dict[str, Credit]:
        """Return to whom what is sent under each of `owners` is credited, as is decided now: it may change."""
        aliases = aliases_among([self.reps[owner] for owner in owners])
        found = ((owner, self.reps[owner]) for owner in owners)
        return {owner: (aliases[key], key) if key in aliases else (key, None) for owner, key in found}

    def _learn(self, column: Any, ids: dict[str, int], names: set[str]) -> None:
        missing = sorted(names - ids.keys())
        if missing and self.only_look:
            ids.update(find_ids(column, missing))
            ids.update({name: -len(ids) - number for number, name in enumerate(missing) if name not in ids})
        elif missing:
            ids.update(make_ids(column, missing))
            self._added.append((ids, missing))
