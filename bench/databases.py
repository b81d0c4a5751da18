"""The databases that are measured on: an SQLite file and a PostgreSQL server of the run's own, removed at its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.databases import CARELESS, KINDS, Databases, make_shared_directory, remove_shared_directory

__all__ = ["KINDS", "Careful", "databases"]


class Careful(Databases):
    """Databases whose commits survive a power cut, as an installation's do and those of tests do not."""

    def create(self, kind: str, *, migrated: bool = True) -> str:
        """Make a new database and return its URL."""
        url = super().create(kind, migrated=migrated)
        if kind == "postgresql":
            with psycopg.connect(host=str(self.server), user="postgres", autocommit=True) as connection:
                for setting in CARELESS:
                    connection.execute(f"ALTER SYSTEM RESET {setting.partition(' ')[0]}".encode())
                connection.execute("SELECT pg_reload_conf()")
        return url

    @property
    def server(self) -> Path:
        """Return the directory of the PostgreSQL server's data and socket."""
        return self.shared / "pg"

    def processes(self) -> list[int]:
        """Return the processes of the PostgreSQL server that answer connections, if it runs."""
        note = self.server / "postmaster.pid"
        if not note.exists():
            return []
        head = int(note.read_text().split()[0])
        return [child for child in children_of(head) if b"postgres: postgres" in command_of(child)]


def children_of(parent: int) -> list[int]:
    """Return the processes that `parent` started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name stands in brackets and may hold anything; the parent is the second field behind it.
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(entry.parent.name))
    return found


def command_of(process: int) -> bytes:
    """Return how a process calls itself, nothing if it has ended."""
    try:
        return Path("/proc", str(process), "cmdline").read_bytes()
    except OSError:
        return b""


@contextmanager
def databases() -> Iterator[Careful]:
    """Yield a place for databases, and remove all of them afterwards."""
    shared = make_shared_directory()
    try:
        yield Careful(shared, "bench")
    finally:
        remove_shared_directory(shared)
