"""The proof of each score, for whom it concerns; and what reps ask about the records behind it."""

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.auth.access import logged_in, manager, sheet_of_rep, sheet_of_team
from app.auth.queries import current_user
from app.htmx import see_other
from app.periods import asked_period
from app.proof import asking, page, proving, questions, service
from app.proof.errors import QuestionError
from app.proof.forms import AnswerForm, AskForm
from app.proof.proving import Proof, Whose
from app.proof.questions import Asked
from app.proof.rows import Asking, Key, Said
from app.scoresheet.queries import days
from app.stamp import reading

blueprint = Blueprint("proof", __name__)

NUMBER = "<int(max=2147483647):number>"


@blueprint.get("/proof/rep/<path:key>")
@logged_in
def rep(key: str) -> ResponseReturnValue:
    """Show what a score of a rep rests on."""
    period = asked_period(reading(), request.args.get("period", ""))
    found = sheet_of_rep(current_user(), key, days(period) if period else None)
    return show(Whose("rep", found.id, found.key, found.name or found.key))


@blueprint.get("/proof/team/<path:name>")
@logged_in
def team(name: str) -> ResponseReturnValue:
    """Show what a score of a team rests on."""
    found = sheet_of_team(current_user(), name)
    return show(Whose("team", found.id, found.name, found.name))


@blueprint.get("/questions")
@manager
def index() -> ResponseReturnValue:
    """List what reps ask about their records, what awaits an answer first."""
    now = reading()
    rows = asking.rows(current_user(), now) if now.timeline else []
    return render_template("proof/questions.html", questions=rows)


@blueprint.get("/questions/new")
@logged_in
def ask() -> ResponseReturnValue:
    """Ask what is to be said about a record behind one's own score."""
    proof, record = the_record()
    return asking_page(proof, record, AskForm(formdata=None))


@blueprint.post("/questions/new")
@logged_in
def asked() -> ResponseReturnValue:
    """Ask about a record behind one's own score."""
    proof, record = the_record()
    form = AskForm()
    if not form.validate():
        return asking_page(proof, record, form), 422
    about = Asking(proof.whose.id, proof.asked.month, proof.level.id, record)
    try:
        service.ask(about, said(form))
        flash(_("Your managers see it now. Their answer will stand with the record."))
    except QuestionError as error:
        flash(str(error), "error")
    return see_other(page.url(proof))


@blueprint.get(f"/questions/{NUMBER}")
@logged_in
def question(number: int) -> ResponseReturnValue:
    """Show a question with its record and all that was said."""
    one = the_question(number)
    return question_page(one, form_of(one, formdata=None))


@blueprint.post(f"/questions/{NUMBER}")
@logged_in
def say(number: int) -> ResponseReturnValue:
    """Answer a question, or ask again after an answer."""
    one = the_question(number)
    form = form_of(one) or abort(403)
    if not form.validate():
        return question_page(one, form), 422
    try:
        if isinstance(form, AnswerForm):
            service.answer(number, said(form), form.outcome.data)
        else:
            service.ask(Asking(one.rep_id, one.month, one.level, one.record), said(form))
    except QuestionError as error:
        flash(str(error), "error")
    return see_other(url_for("proof.question", number=number))


def show(whose: Whose) -> ResponseReturnValue:
    """Show the proof of the score that is asked for; 404 if there is none."""
    proof = the_proof(whose)
    return render_template("proof/proof.html", **page.context(proof, current_user(), reading()))


def the_proof(whose: Whose) -> Proof:
    """Return the proof of the score that the address asks for, or 404."""
    period = asked_period(reading(), request.args.get("period", ""))
    score = proving.read_asked(period, request.args) if period else None
    return (proving.prove(whose, score) if score else None) or abort(404)


def the_record() -> tuple[Proof, Key]:
    """Return the record that the reader wants to ask about, or 404 if it is not behind a score of his."""
    own, record = current_user().rep, asking.read_record(request.args)
    if own is None or record is None:
        abort(404)
    proof = the_proof(Whose("rep", own.id, own.key, own.name or own.key))
    return (proof, record) if asking.is_behind(proof, record) else abort(404)


def the_question(number: int) -> Asked:
    """Return a question that the reader may see; 403 if it is not for him, 404 if there is none."""
    one = questions.question(number) or abort(404)
    sheet_of_rep(current_user(), one.rep_key, asking.during(one, reading()))
    return one


def form_of(one: Asked, **values: None) -> AskForm | None:
    """Return the form for the reader, if it is his turn: who leads answers, the rep asks again."""
    turn = asking.may(one, current_user())
    forms = {"answer": AnswerForm, "ask": AskForm}
    return forms[turn](**values) if turn else None


def said(form: AskForm) -> Said:
    """Return what was written, by whom, and when."""
    return Said((form.text.data or "").strip(), current_user().id, clock.now())


def asking_page(proof: Proof, record: Key, form: AskForm) -> str:
    """Render the form that asks about a record."""
    back = page.url(proof)
    return render_template("proof/ask.html", **asking.shown(proof, record), form=form, back_url=back)


def question_page(one: Asked, form: AskForm | None) -> str:
    """Render the page of a question."""
    return render_template("proof/question.html", **asking.context(one, current_user(), reading()), form=form)
