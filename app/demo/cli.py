"""The demo's command. Exit code 1: refused, with what to do; 2: not understood."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _

import config
from app import clock, database
from app.cli import progress_bar
from app.demo import logins, service, serving, trickle
from app.demo.telling import files, tell
from app.extensions import db
from app.stop import Stop, end_with_parent

PORT = 8000


@click.command("demo")
@click.option("--serve", is_flag=True, help="Start the server, and let activities trickle in, until Ctrl-C.")
@click.option(
    "--port", type=click.IntRange(1, 65_535), default=PORT, show_default=True, help="Where to serve."
)
@click.option("--fresh", is_flag=True, help="Make the demo anew, also if it is of today.")
@click.option(
    "--seed", type=int, default=service.SEED, show_default=True, help="Another seed, another story."
)
@click.option(
    "--write",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the files that a company like this one would load into DIR, and load nothing.",
)
@click.option("--trickle", "trickles", is_flag=True, help="Only let activities trickle into a loaded demo.")
@with_appcontext
def demo_command(serve: bool, port: int, fresh: bool, seed: int, write: Path | None, trickles: bool) -> None:
    """Load a made-up company into a database of its own, as it is at this moment.

    Without DATABASE_URL that is an SQLite file of the demo. A demo of today stays as it is; one of another day is made
    anew. A database that holds anything else is left alone.
    """
    if current_app.config["BATON_ENV"] == "production":
        raise click.ClickException(
            _("This is production (BATON_ENV): the demo's passwords are known to all.")
        )
    if write:
        _write(write, seed)
        return
    with the_demo() as app:
        if trickles:
            _trickle()
        else:
            _run(app, port if serve else None, fresh=fresh, seed=seed)


def _run(app: Flask, port: int | None, *, fresh: bool, seed: int) -> None:
    """Load what has to be loaded; with a port, serve it there."""
    place = serving.Place.of(db.engine.url, config.INSTANCE)
    try:
        with serving.alone(place) as note:
            _prepare(fresh=fresh, seed=seed)
            if port is None:
                _tell("")
            else:
                _serve(app, place, port, note)
    except serving.RunsAlreadyError as error:
        where = str(error) or _("(it is being loaded)")
        raise click.ClickException(_("The demo runs already: %(where)s", where=where)) from None


@contextmanager
def the_demo() -> Iterator[Flask]:
    """Work in the application as it is in the demo: this one, or one composed anew on the demo's database."""
    if current_app.config["BATON_ENV"] == "demo":
        yield current_app._get_current_object()  # type: ignore[attr-defined]
        return
    from app import create_app

    app = create_app({"BATON_ENV": "demo", "DATABASE_URL": current_app.config["DATABASE_URL"]})
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def _write(folder: Path, seed: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with progress_bar() as progress:
        company, facts = tell(clock.now(), seed, progress)
    for name, text in files(company, facts).items():
        (folder / name).write_text(text, encoding="utf-8")
        click.echo(folder / name)


def _prepare(*, fresh: bool, seed: int) -> None:
    """See to it that the demo of today is in the database."""
    if not current_app.config["DATABASE_URL"] and database.state() in (database.BEHIND, database.NEWER):
        service.clear()  # the demo's own file, of another version of the program
    database.make_ready()
    now = clock.now()
    found = service.state(now)
    if found == service.OF_TODAY and not fresh:
        return
    if strange := service.strange():
        told = {"what": strange, "url": _shown_url()}
        raise click.ClickException(
            _("%(url)s holds %(what)s, which is not of the demo. Give an empty one as DATABASE_URL.", **told)
        )
    if found != service.EMPTY:
        click.echo(_("Making the demo anew for today."), err=True)
        service.clear()
    click.echo(_("Loading a year of a made-up company; that takes some seconds."), err=True)
    with progress_bar() as progress:
        service.load(clock.now(), seed, progress)


def _shown_url() -> str:
    """Return the database's address without its password."""
    return db.engine.url.render_as_string(hide_password=True)


def _trickle() -> None:
    database.make_ready()
    if service.state(clock.now()) not in (service.OF_TODAY, service.OF_ANOTHER_DAY):
        raise click.ClickException(_("There is no demo in this database yet; load it: flask demo"))
    end_with_parent()
    trickle.run(Stop().wait)


def _serve(app: Flask, place: serving.Place, port: int, note: serving.Note) -> None:
    found = serving.free_port(port)
    if found != port:
        click.echo(_("Port %(taken)d is taken; %(found)d is free.", taken=port, found=found), err=True)
    address = f"http://{serving.HOST}:{found}"

    def ready() -> None:
        note(address)
        _tell(address)
        click.echo(_("Activities trickle in, so boards move. Ctrl-C stops everything."))

    try:
        serving.serve(place, found, serving.environment(app.config["DATABASE_URL"]), ready)
    except serving.ServerError as error:
        told = {"log": place.log, "last": str(error)}
        raise click.ClickException(_("The server ended; see %(log)s.\n%(last)s", **told)) from None
    click.echo(_("Stopped."), err=True)


def _tell(address: str) -> None:
    """Print where it is and who may log in; without an address, how to start it."""
    if address:
        click.echo(_("\nBaton is running: %(address)s\n", address=address))
    else:
        click.echo(_("The demo is loaded. Start it: flask demo --serve\n"))
    for email, _password, shows in logins.DEMO_LOGINS:
        click.echo(f"  {email:<24}{shows}")
    click.echo(_("  password of all four    %(password)s", password=logins.PASSWORD))
    click.echo(_("  wall screen             %(link)s\n", link=f"{address}/wall/open/{logins.WALL_TOKEN}"))
