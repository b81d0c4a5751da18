"""What figures are taken on: one size on one database, made when it is first asked for."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from flask import Flask

import bench.still  # noqa: F401 - the version of pages holds the day, which is that of the servers
from app import create_app
from app.extensions import db
from bench import data
from bench.databases import Careful
from bench.measuring import Job, run_job
from bench.sizes import SECRET, SIZES, Size
from bench.visitors import Visitors, make_visitors


def say(text: str) -> None:
    """Tell what is being done."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


class Stage:
    """One size on one kind of database."""

    def __init__(self, kind: str, size: Size, databases: Careful) -> None:
        """Take what to measure on."""
        self.kind, self.size, self.databases = kind, size, databases

    def fresh(self, size: Size | None = None) -> str:
        """Make another database with the company, but without activities, and return its address."""
        url = self.databases.create(self.kind)
        with opened(url):
            data.make_company(size or self.size)
        return url

    def filled(self, size: Size | None = None) -> str:
        """Make another database with the company and its activities, and return its address."""
        url = self.fresh(size)
        with opened(url):
            data.make_activities(size or self.size)
        return url

    @cached_property
    def url(self) -> str:
        """Return the address of the database with the company and its activities."""
        say(f"{self.kind}: making {self.size.activities:,} activities")
        return self.filled()

    @cached_property
    def scored(self) -> Job:
        """Score everything for the first time; return what it took."""
        say(f"{self.kind}: scoring everything")
        return score(self.url)

    @cached_property
    def small(self) -> str:
        """Return the address of the database with a company of size S, which is this one if it has that size."""
        return self.url if self.size == SIZES["S"] else self.filled(SIZES["S"])

    @cached_property
    def scored_small(self) -> Job:
        """Score the company of size S; return what it took."""
        return self.scored if self.small == self.url else score(self.small)

    @cached_property
    def visitors(self) -> Visitors:
        """Return who asks for pages."""
        with self.scored_app() as app:
            return make_visitors(app)

    @cached_property
    def small_visitors(self) -> Visitors:
        """Return who asks for pages of the company of size S."""
        if self.small == self.url:
            return self.visitors
        assert self.scored_small.returned, "something was scored"
        with opened(self.small) as app:
            return make_visitors(app)

    @contextmanager
    def scored_app(self) -> Iterator[Flask]:
        """Yield the application on the scored database, in its context."""
        assert self.scored.returned, "something was scored"
        with opened(self.url) as app:
            yield app


def score(url: str) -> Job:
    """Score everything for the first time, which is measured; notice what happened, and wait until it is on the disk.

    Whoever writes next would wait for the disk to take a gigabyte.
    """
    scored = run_job("jobs", "score", url)
    run_job("jobs", "notice", url)
    os.sync()
    return scored


@contextmanager
def opened(url: str) -> Iterator[Flask]:
    """Yield the application on the database at `url`, in its context; close its connections afterwards."""
    app = create_app({"DATABASE_URL": url, "SECRET_KEY": SECRET, "WTF_CSRF_ENABLED": False})
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()
