"""Keeps the translations in step with the texts in the code.

    catalogues.py update         take new texts into every catalogue, drop what is gone, compile
    catalogues.py check          say what is missing, unclear or out of date; fail if anything is
    catalogues.py untranslated   list the texts that have no translation yet, ready to be filled in
    catalogues.py fill LANGUAGE  take translations in from such a list, filled in, on stdin
    catalogues.py add LANGUAGE   start the catalogue of another language

A catalogue is `src/safespot_tui/locale/<language>/LC_MESSAGES/safespot_tui.po`, edited by hand,
with what gettext reads, `safespot_tui.mo`, beside it.
"""

import argparse
import ast
import io
import re
import string
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeGuard

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "safespot_tui"
LOCALE = PACKAGE / "locale"
DOMAIN = "safespot_tui"
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}
"""What marks a text: `N_` one that is written down in one place and looked up in another."""

_TRANSLATOR_COMMENT = "Translators:"


def texts_of_the_code(package: Path = PACKAGE) -> Catalog:
    """Every text in the code, without translations."""
    template = Catalog(project="SafeSpot TUI", charset="utf-8")
    for name, _line, text, comments, _context in extract_from_dir(
        package, [("**.py", "python")], keywords=KEYWORDS, comment_tags=[_TRANSLATOR_COMMENT]
    ):
        # Lines move with every edit; a file's name is enough to find where a text is shown.
        template.add(text, locations=[(name, 0)], auto_comments=comments)
    return template


def catalogue_paths(locale: Path = LOCALE) -> list[Path]:
    """The catalogues there are, one a language."""
    return sorted(locale.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def read(path: Path) -> Catalog:
    """The catalogue in a file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def po_bytes(catalogue: Catalog) -> bytes:
    """A catalogue as its file holds it: the same texts always give the same bytes."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, sort_output=True, include_lineno=False)
    return buffer.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """A catalogue as gettext reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def update(path: Path, template: Catalog) -> None:
    """Bring a catalogue into step with the code, keeping its translations, and compile it."""
    catalogue = read(path)
    # Guessing that a new text means what a similar one did would put wrong words on the screen.
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    _write(path, catalogue)


def _write(path: Path, catalogue: Catalog) -> None:
    path.write_bytes(po_bytes(catalogue))
    path.with_suffix(".mo").write_bytes(mo_bytes(catalogue))


def fill(language: str, translations: Catalog) -> None:
    """Take translations into the catalogue of a language, for the texts that it has."""
    path = _path(language)
    catalogue = read(path)
    for message in translations:
        known = catalogue.get(message.id) if message.id else None
        if known is not None and all(_forms(message)):
            known.string = message.string
    _write(path, catalogue)


def _path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def add(language: str) -> Path:
    """Start the catalogue of a language; gives its path."""
    path = _path(language)
    if path.exists():
        sys.exit(f"{path} exists already.")
    path.parent.mkdir(parents=True, exist_ok=True)
    header = f"# {language}: the words of SafeSpot TUI. Edit msgstr, then run `make catalogues`."
    catalogue = Catalog(
        locale=language,
        header_comment=header,
        project="SafeSpot TUI",
        version="messages",
        last_translator="SafeSpot TUI contributors",
        language_team="SafeSpot TUI contributors",
        revision_date=datetime.now(UTC),
        charset="utf-8",
        fuzzy=False,
    )
    _write(path, catalogue)
    update(path, texts_of_the_code())
    return path


def problems_of_code(package: Path = PACKAGE) -> Iterator[str]:
    """Texts in the code that cannot be translated.

    An f-string is filled in before it is looked up, so no catalogue can hold it. What is looked up
    inside of one is not seen by Babel before Python 3.12.
    """
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if _is_lookup(node) and any(isinstance(text, ast.JoinedStr) for text in node.args):
                yield f"{path.name}:{node.lineno}: an f-string cannot be translated; use format()"
            if isinstance(node, ast.JoinedStr) and any(map(_is_lookup, ast.walk(node))):
                yield f"{path.name}:{node.lineno}: a text inside an f-string is not found; move it"


def _is_lookup(node: ast.AST) -> TypeGuard[ast.Call]:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS
    )


def problems_of_catalogue(path: Path, template: Catalog) -> Iterator[str]:
    """What keeps a catalogue from saying every text of the code in its language."""
    catalogue = read(path)
    for message in template:
        if message.id:
            yield from _problems_of_message(message, catalogue.get(message.id))
    for message in catalogue:
        if message.id and template.get(message.id) is None:
            yield f"not in the code any more: {message.id!r}"
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != mo_bytes(catalogue):
        yield f"{compiled.name} is not what {path.name} says"


def _problems_of_message(wanted: Message, found: Message | None) -> Iterator[str]:
    if found is None:
        yield f"missing: {wanted.id!r}"
    elif not all(_forms(found)):
        yield f"not translated: {wanted.id!r}"
    elif found.fuzzy:
        yield f"fuzzy: {wanted.id!r}"
    else:
        source = [wanted.id] if isinstance(wanted.id, str) else wanted.id
        known = [placeholders(text) for text in source]
        for text in _forms(found):
            # A plural's forms may leave the number out ("one message"); a lone text's may not.
            if not min(known, key=len) <= placeholders(text) <= max(known, key=len):
                yield f"other placeholders than {wanted.id!r}: {text!r}"


def placeholders(text: str) -> frozenset[str]:
    """The fields that `format` or `%` fill in."""
    try:
        fields = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    except ValueError:
        fields = {"{"}
    return frozenset(fields) | frozenset(re.findall(r"%(?:\(\w+\))?[sdrf]", text))


def _forms(message: Message) -> Sequence[str]:
    """A translation's forms: one, or as many as the language has plurals."""
    translation = message.string or ""
    return [translation] if isinstance(translation, str) else translation


def check() -> bool:
    """Print every problem; gives whether there is none."""
    template = texts_of_the_code()
    problems = list(problems_of_code())
    for path in catalogue_paths():
        language = path.parent.parent.name
        problems += [f"{language}: {problem}" for problem in problems_of_catalogue(path, template)]
    print("\n".join(problems) or f"{len(template)} texts, all translated.")
    if problems:
        print(f"\n{len(problems)} problems. `make catalogues` takes in what is missing; then edit")
        print("the .po file, and `make catalogues` again.")
    return not problems


def print_untranslated() -> None:
    """Print what is still to be translated, in the form of the .po file."""
    for path in catalogue_paths():
        catalogue = read(path)
        missing = [
            message
            for message in catalogue
            if message.id and (message.fuzzy or not all(_forms(message)))
        ]
        print(f"# {path.relative_to(ROOT)}: {len(missing)} of {len(catalogue)} to be translated\n")
        rest = Catalog(locale=catalogue.locale)
        for message in missing:
            rest[message.id] = message
        buffer = io.BytesIO()
        write_po(buffer, rest, width=100, omit_header=True, include_lineno=False)
        print(buffer.getvalue().decode())


def main(arguments: Sequence[str]) -> int:
    """Run one of the commands above; gives the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for command in ("update", "check", "untranslated"):
        commands.add_parser(command)
    for command in ("fill", "add"):
        commands.add_parser(command).add_argument("language")
    options = parser.parse_args(arguments)
    match options.command:
        case "update":
            template = texts_of_the_code()
            for path in catalogue_paths():
                update(path, template)
        case "check":
            return 0 if check() else 1
        case "untranslated":
            print_untranslated()
        case "fill":
            fill(options.language, read_po(sys.stdin.buffer, locale=options.language))
        case _:
            print(add(options.language).relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
