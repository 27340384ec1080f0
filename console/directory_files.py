"""The directory as a spreadsheet: brought in whole or not at all, taken out, and an empty one to fill in."""

from base64 import b64decode, b64encode

from flask import Blueprint, Response, abort, render_template, request

from console import words
from console.desk import desk
from console.foreseeing import rehearsed
from console.officers import national_only, officer
from storage import audit
from storage.directory_csv import read_directory, template
from storage.directory_entries import Counts, Directory, LineError
from storage.directory_import import export_directory, export_providers, import_directory

directory_files = Blueprint("directory_files", __name__, url_prefix="/directory/files")

LARGEST = 2 * 1024 * 1024
"""Some thousands of lines; the page on which a file is looked at carries it in a form."""

MOST_ERRORS = 200
MOST_SHOWN = 200
KINDS = ("organisations", "providers")

Answer = str | tuple[str, int]


@directory_files.before_request
def _before() -> None:
    """A file changes or shows the whole country."""
    national_only()


@directory_files.get("/")
def show() -> str:
    return render_template("console/directory_files.html", errors=(), result=None, kinds=KINDS)


@directory_files.post("/")
def bring_in() -> Answer:
    """Look at what a file would change; or, when what was looked at is confirmed, bring it in."""
    content = _content()
    read = read_directory(content)
    if not isinstance(read, Directory):
        return _errors(read)
    return _imported(read) if "content" in request.form else _foreseen(read, content)


def _content() -> bytes:
    """The chosen file, or the one that was looked at, which the page carries."""
    if "content" in request.form:
        try:
            content = b64decode(request.form["content"], validate=True)
        except ValueError:
            abort(400)
    else:
        file = request.files.get("file")
        content = file.read(LARGEST + 1) if file else b""
    if len(content) > LARGEST:
        abort(413)
    return content


def _foreseen(read: Directory, content: bytes) -> Answer:
    counts = rehearsed(desk(), lambda session: import_directory(session, read))
    if not isinstance(counts, Counts):
        return _errors(counts)
    return render_template(
        "console/directory_file.html",
        counts=counts,
        added=[one for one in counts.each if not one.differences],
        changed=[one for one in counts.each if one.differences],
        content=b64encode(content).decode("ascii"),
        most=MOST_SHOWN,
    )


def _imported(read: Directory) -> Answer:
    now = desk().clock()
    with desk().work() as session:
        counts = import_directory(session, read)
        if isinstance(counts, Counts):
            detail = {"added": counts.added, "changed": counts.changed, "unchanged": counts.unchanged}
            audit.record(session, officer().id, "import", "directory", None, now, detail)
            result = words.catalogue().say("directory.imported", words.language(), **detail)
            return render_template("console/directory_files.html", errors=(), result=result, kinds=KINDS)
    return _errors(counts)


def _errors(errors: list[LineError]) -> tuple[str, int]:
    lines = [error.in_words(words.language(), words.catalogue()) for error in errors[:MOST_ERRORS]]
    result = words.catalogue().say("directory.not_imported", words.language(), count=len(errors))
    return render_template("console/directory_files.html", errors=lines, result=result, kinds=KINDS), 422


@directory_files.get("/<kind>.csv")
def take_out(kind: str) -> Response:
    if kind not in KINDS:
        abort(404)
    with desk().work() as session:
        text = export_directory(session) if kind == "organisations" else export_providers(session)
        audit.record(session, officer().id, "export", kind, None, desk().clock(), {"lines": text.count("\n") - 1})
    return _file(text, f"rismep-{kind}.csv")


@directory_files.get("/template-<kind>.csv")
def empty(kind: str) -> Response:
    if kind not in KINDS:
        abort(404)
    return _file(template(kind), f"rismep-template-{kind}.csv")


def _file(text: str, name: str) -> Response:
    """With the mark by which a spreadsheet knows that the text is Thai in UTF-8."""
    answer = Response(text.encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
