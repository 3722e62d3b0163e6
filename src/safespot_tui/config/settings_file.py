"""The user's `config.toml`: read, held against what can be set, and refused by line and key."""

from pathlib import Path
from typing import Any, cast

import msgspec

from safespot_tui.config.errors import BadSettings
from safespot_tui.config.locations import settings_path
from safespot_tui.config.settings import Settings
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _


def load_settings(path: Path | None = None) -> Settings:
    """The settings in `path`, by default the user's; all defaults without a file.

    Raises `BadSettings`, which names the line and the key.
    """
    path = path or settings_path()
    source = read_source(path)
    if source is None:
        return Settings()
    table = parse_table(path, source)
    try:
        return msgspec.convert(_harmless(table), Settings)
    except msgspec.ValidationError:
        from safespot_tui.config.checking import first_problem

        where, problem = first_problem(table, Settings)
        raise bad_setting(path, source, where, problem) from None


def _harmless(value: Any) -> Any:
    """`value` with names and words that may be shown: settings are handed round, too."""
    match value:
        case str():
            return safe_line(value)
        case dict():
            table = cast("dict[str, Any]", value)
            return {safe_line(key): _harmless(each) for key, each in table.items()}
        case list():
            return [_harmless(each) for each in cast("list[Any]", value)]
        case _:
            return value


def read_source(path: Path) -> str | None:
    """The file as it is written; None without one. Raises `BadSettings`."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise _bad(path, _("the file cannot be read as text.")) from None


def parse_table(path: Path, source: str) -> dict[str, Any]:
    """What the file says. Raises `BadSettings` where it is no TOML."""
    import tomllib  # most have no file: the first paint need not wait for a parser

    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise _bad(path, _("this is not TOML: {error}.").format(error=error)) from None


def bad_setting(path: Path, source: str, where: tuple[str, ...], problem: str) -> BadSettings:
    """`problem` with the line on which the key `where` is set."""
    from safespot_tui.config.toml_lines import dotted, line_of

    place = _("line {line}, {key}:").format(line=line_of(where, source), key=dotted(where))
    return _bad(path, f"{place} {problem}")


def refused(where: tuple[str, ...], problem: str) -> BadSettings:
    """What is wrong with a setting that is of the right type, with its line."""
    path = settings_path()
    return bad_setting(path, read_source(path) or "", where, problem)


def _bad(path: Path, problem: str) -> BadSettings:
    return BadSettings(safe_line(_("In {path}: {problem}").format(path=path, problem=problem)))
