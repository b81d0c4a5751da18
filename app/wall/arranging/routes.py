"""The pages on which a manager says what a screen shows."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.auth.access import manager
from app.auth.service import RefusedError
from app.htmx import see_other
from app.programme import Item, Programme, programme_of
from app.stamp import reading
from app.wall.arranging import edits, page, queries, service
from app.wall.arranging.forms import ItemForm
from app.wall.arranging.queries import Arranged
from app.wall.scenes import KINDS

blueprint = Blueprint("programme", __name__)

HERE = "/screens/<int(max=2147483647):number>/programme"
ITEM = HERE + "/<int(max=24):place>"


@blueprint.get(HERE)
@manager
def index(number: int) -> ResponseReturnValue:
    """Show what a screen shows, item by item."""
    return render_template("programme/index.html", **page.listing(the_screen(number), reading()))


@blueprint.get(HERE + "/preview")
@manager
def preview(number: int) -> ResponseReturnValue:
    """Show one item as the screen would."""
    at = request.args.get("at", "1")
    asked = int(at) if at.isascii() and at.isdigit() and len(at) < 4 else 1
    return render_template("programme/preview.html", **page.preview(the_screen(number), asked, reading()))


@blueprint.get(HERE + "/add")
@manager
def ask_to_add(number: int) -> ResponseReturnValue:
    """Ask what an item of a kind is to show."""
    return item_page(the_screen(number), form_of(the_kind()), None)


@blueprint.post(HERE + "/add")
@manager
def add(number: int) -> ResponseReturnValue:
    """Put an item at the end; whatever others do meanwhile, that is where it goes."""
    screen, form = the_screen(number), form_for(the_kind())
    if not form.validate():
        return item_page(screen, form, None), 422
    return arranged(number, lambda items: edits.added(items, form.item()))


@blueprint.get(ITEM)
@manager
def item(number: int, place: int) -> ResponseReturnValue:
    """Ask what an item is to show instead."""
    screen, found = the_screen(number), the_item(number, place)
    return item_page(screen, form_of(found.kind, found), place)


@blueprint.post(ITEM)
@manager
def change(number: int, place: int) -> ResponseReturnValue:
    """Let an item show something else, or for another time."""
    screen, form = the_screen(number), form_for(the_item(number, place).kind)
    # Of another version it may be about another item, and it is refused as a whole.
    if not form.validate() and seen() == screen.version:
        return item_page(screen, form, place), 422
    return arranged(number, lambda items: edits.changed(items, place, form.item()), seen(), place)


@blueprint.post(ITEM + "/move")
@manager
def move(number: int, place: int) -> ResponseReturnValue:
    """Move an item up or down by one."""
    the_item(number, place)
    to = place - 1 if request.form.get("way") == "up" else place + 1
    return arranged(number, lambda items: edits.moved(items, place, to), seen(), to)


@blueprint.get(ITEM + "/remove")
@manager
def ask_to_remove(number: int, place: int) -> ResponseReturnValue:
    """Ask once more before an item is removed."""
    screen = the_screen(number)
    the_item(number, place)
    one = page.shown(programme_of(number), place, reading())
    return render_template("programme/remove.html", screen=screen, one=one)


@blueprint.post(ITEM + "/remove")
@manager
def remove(number: int, place: int) -> ResponseReturnValue:
    """Remove an item."""
    the_item(number, place)
    return arranged(number, lambda items: edits.without(items, place), seen())


@blueprint.get(HERE + "/reset")
@manager
def ask_to_reset(number: int) -> ResponseReturnValue:
    """Ask once more before all that was arranged is forgotten."""
    return render_template("programme/reset.html", screen=the_screen(number))


@blueprint.post(HERE + "/reset")
@manager
def reset(number: int) -> ResponseReturnValue:
    """Let a screen show the standard programme again."""
    the_screen(number)
    return arranged(number, lambda _items: (), seen())


def the_screen(number: int) -> Arranged:
    """Return the screen with this id, or 404."""
    return queries.screen(number) or abort(404)


def the_item(number: int, place: int) -> Item:
    """Return an item of a screen's programme, or 404."""
    the_screen(number)
    items = programme_of(number)
    return items[place - 1] if 1 <= place <= len(items) else abort(404)


def the_kind() -> str:
    """Return the kind of item that is asked for, or 404."""
    kind = request.args.get("kind", "")
    return kind if kind in KINDS else abort(404)


def seen() -> int:
    """Return the version of the programme that the reader saw; one that there never is if he does not say."""
    version = request.form.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1


def form_for(kind: str) -> ItemForm:
    """Return the form of an item as it was sent."""
    return ItemForm(kind, page.sides_to_choose(reading()), page.levels_to_choose(reading()))


def form_of(kind: str, item: Item | None = None) -> ItemForm:
    """Return the form of an item as it is, or of a new one."""
    begin = (
        {"side": item.side, "seconds": item.seconds, "text": item.detail, "level": item.detail}
        if item
        else {}
    )
    now = reading()
    return ItemForm(kind, page.sides_to_choose(now), page.levels_to_choose(now), formdata=None, **begin)


def item_page(screen: Arranged, form: ItemForm, place: int | None) -> str:
    """Render the page of an item; without a place it is a new one."""
    name = KINDS[form.kind].name
    return render_template("programme/item.html", screen=screen, form=form, place=place, name=name)


def arranged(
    number: int, edit: Callable[[Programme], Programme], version: int | None = None, place: int | None = None
) -> ResponseReturnValue:
    """Change a programme and go back to it, to what was changed; or say why it was not."""
    try:
        service.arrange(number, edit, version)
    except RefusedError as refused:
        flash(str(refused), "error")
        place = None
    anchor = f"item-{place}" if place else None
    return see_other(url_for("programme.index", number=number, _anchor=anchor))
