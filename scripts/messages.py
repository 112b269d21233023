"""The catalogues: compile them, and say what is missing, stale or wrong in them.

Usage: python scripts/messages.py            compile mactl/locale/zh/LC_MESSAGES/*.po into mactl.mo beside them
       python scripts/messages.py --check    name every fault, compile nothing; exit 1 if there is one
       python scripts/messages.py --merge    join all files into one sorted mactl.po and remove the others
"""

from __future__ import annotations

import ast
import inspect
import os
import string
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh"
KEYWORDS = {"_": 1, "mark": 1, "ngettext": 2}  # how many of a call's first arguments are sentences

# A sentence of the source: its msgid ((one, many) for plurals) and the first place that says it.
Sentences = Mapping[str | tuple[str, ...], str]


def folder(root: Path) -> Path:
    """Return where the catalogues of the project at ``root`` lie."""
    return root / "mactl" / "locale" / LANGUAGE / "LC_MESSAGES"


def said_by(call: ast.Call) -> str | tuple[str, ...] | None:
    """Return the sentence that a call says, or None where it says none or translates a value marked elsewhere."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    first = (arg.value for arg in call.args[: KEYWORDS.get(name, 0)] if isinstance(arg, ast.Constant))
    words = [value for value in first if isinstance(value, str)]
    if not words or len(words) < KEYWORDS[name]:
        return None
    return words[0] if len(words) == 1 else tuple(words)


def sentences(root: Path) -> Sentences:
    """Return every sentence that the package at ``root`` says, with the file and line that says it first.

    The syntax tree is read, not the text: a sentence inside an f-string counts too, in every version of Python.
    """
    found: dict[str | tuple[str, ...], str] = {}
    for path in sorted((root / "mactl").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            if isinstance(node, ast.Call) and (sentence := said_by(node)):
                found.setdefault(sentence, f"{path.relative_to(root)}:{node.lineno}")
            for paragraph in help_of(node):
                found.setdefault(paragraph, f"{path.relative_to(root)}:{getattr(node, 'lineno', 0)}")
    return found


def help_of(node: ast.AST) -> Iterator[str]:
    """Yield the paragraphs of a command's docstring, which is its help; indented blocks are not translated."""
    if not isinstance(node, ast.FunctionDef) or not any(map(is_command, node.decorator_list)):
        return
    for block in inspect.cleandoc(ast.get_docstring(node) or "").split("\n\n"):
        if block.strip() and not block.strip("\n").startswith(" "):
            yield " ".join(block.split())


def is_command(decorator: ast.expr) -> bool:
    """Tell whether a decorator is typer's ``@app.command(...)`` or ``@app.callback(...)``."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr in {"command", "callback"}


def key(message: str | tuple[str, ...] | list[str]) -> str:
    """Return what a catalogue files a message under: its singular."""
    return message if isinstance(message, str) else message[0]


def read(path: Path) -> Catalog:
    """Read one .po file."""
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, abort_invalid=True)


def entries(catalog: Catalog) -> Iterator[Message]:
    """Yield the messages of ``catalog`` without its header."""
    return (message for message in catalog if message.id)


def forms(translation: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """Return the forms of a translation: one, or one for each plural; an untranslated one is empty."""
    return list(translation) if isinstance(translation, list | tuple) else [translation or ""]


def gaps(text: str) -> set[str]:
    """Return the names of the gaps (``{name}``) in a sentence."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def gap_faults(where: str, message: Message) -> Iterator[str]:
    """Yield a fault for each form whose gaps are not those of the English sentence."""
    wanted = forms(message.id)[-1]
    for form in forms(message.string):
        try:
            same = gaps(form) == gaps(wanted)
        except ValueError as error:
            yield f"{where}: braces do not pair in {form!r} or {wanted!r}: {error}"
            continue
        if not same:
            yield f"{where}: the gaps of {form!r} are not those of {wanted!r}"


def entry_faults(where: str, message: Message, said: set[str]) -> Iterator[str]:
    """Yield what is wrong with one entry of a catalogue."""
    if key(message.id) not in said:
        yield f"{where}: nobody says {key(message.id)!r} any more"
    elif message.fuzzy:
        yield f"{where}: {key(message.id)!r} is marked fuzzy"
    elif all(forms(message.string)):
        yield from gap_faults(where, message)


def contradictions(catalogs: Mapping[str, Catalog]) -> Iterator[str]:
    """Yield every sentence that two files translate differently."""
    first: dict[str, tuple[str, Message]] = {}
    for name, catalog in catalogs.items():
        for message in entries(catalog):
            before, other = first.setdefault(key(message.id), (name, message))
            if forms(other.string) != forms(message.string) or forms(other.id) != forms(message.id):
                yield f"{before} and {name} differ on {key(message.id)!r}: {other.string!r}, {message.string!r}"


def missing(said: Sentences, catalogs: Mapping[str, Catalog]) -> Iterator[str]:
    """Yield every sentence that no catalogue translates."""
    known = {key(one.id) for catalog in catalogs.values() for one in entries(catalog) if all(forms(one.string))}
    for message, where in said.items():
        if key(message) not in known:
            yield f"{where}: no translation of {key(message)!r}"


def faults(root: Path) -> list[str]:
    """Return everything that is wrong with the catalogues of the project at ``root``."""
    said = sentences(root)
    keys = {key(message) for message in said}
    catalogs = {path.name: read(path) for path in sorted(folder(root).glob("*.po"))}
    named = list(missing(said, catalogs))
    for name, catalog in catalogs.items():
        for message in entries(catalog):
            named += entry_faults(f"{name}:{message.lineno}", message, keys)
    return named + list(contradictions(catalogs))


def joined(root: Path) -> Catalog:
    """Return one catalogue made of all the files of the project at ``root``."""
    whole = Catalog(locale=LANGUAGE, project="mactl", fuzzy=False)
    for path in sorted(folder(root).glob("*.po")):
        for message in entries(read(path)):
            whole.add(message.id, message.string, flags=message.flags, user_comments=message.user_comments)
    return whole


def replace(path: Path, data: bytes) -> None:
    """Write ``path`` in one move, so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}")
    half.write_bytes(data)
    half.replace(path)


def compile_catalogues(root: Path = ROOT) -> Path:
    """Compile the .po files of the project at ``root`` into one mactl.mo and return its path."""
    compiled = BytesIO()
    write_mo(compiled, joined(root))
    path = folder(root) / "mactl.mo"
    replace(path, compiled.getvalue())
    return path


def merge(root: Path = ROOT) -> Path:
    """Join the .po files into one sorted mactl.po, remove the others and return its path."""
    text = BytesIO()
    write_po(text, joined(root), width=120, sort_output=True, omit_header=False)
    path = folder(root) / "mactl.po"
    replace(path, text.getvalue())
    for other in folder(root).glob("*.po"):
        if other != path:
            other.unlink()
    return path


def main(arguments: list[str]) -> int:
    """Do what the command line asks; return 1 if the catalogues are at fault."""
    if arguments == ["--check"]:
        named = faults(ROOT)
        print("\n".join(named) or "every sentence has its translation")
        return 1 if named else 0
    print(merge() if arguments == ["--merge"] else compile_catalogues())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
