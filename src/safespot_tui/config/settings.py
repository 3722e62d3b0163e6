"""What the user has written into `config.toml`."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from safespot_tui.config.errors import BadSettings
from safespot_tui.config.locations import settings_path
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _


class TimeFormat(StrEnum):
    """How the time of day is written."""

    HOURS_24 = "24h"
    HOURS_12 = "12h"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file's keys; each may be absent. None leaves the choice to the program."""

    theme: str | None = None
    language: str | None = None
    """A locale name, such as `es`; None for the environment's."""
    time_format: TimeFormat = TimeFormat.HOURS_24


def load_settings(path: Path | None = None) -> Settings:
    """The settings in `path`, by default the user's; all defaults without a file.

    Raises `BadSettings`, which names the line and the key.
    """
    path = path or settings_path()
    source = _read(path)
    if source is None:
        return Settings()
    table = _parse(path, source)
    for key, value in table.items():
        _check(path, source, key, value)
    return msgspec.convert(table, Settings)


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise _bad(path, _("the file cannot be read as text.")) from None


def _parse(path: Path, source: str) -> dict[str, Any]:
    import tomllib  # most have no file: the first paint need not wait for a parser

    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise _bad(path, _("this is not TOML: {error}.").format(error=error)) from None


def _check(path: Path, source: str, key: str, value: Any) -> None:
    try:
        msgspec.convert({key: value}, Settings)
    except msgspec.ValidationError:
        expected = _expected(key) or _("there is no such setting; there are {names}.").format(
            names=", ".join(Settings.__struct_fields__)
        )
        where = _("line {line}, {key}:").format(line=_line_of(key, source), key=key)
        raise _bad(path, f"{where} {expected}") from None


def _expected(key: str) -> str | None:
    """What the value of `key` has to be."""
    match key:
        case "theme":
            return _("the name of a theme is expected, in quotes.")
        case "language":
            return _("a language is expected, in quotes, such as “es”.")
        case "time_format":
            return _("“24h” or “12h” is expected.")
        case _:
            return None


def _line_of(key: str, source: str) -> int:
    """The line on which `key` is set, however it is quoted; the first if it cannot be told."""
    setting = re.search(rf"^\s*\[*\s*[\"']?{re.escape(key)}\b", source, re.MULTILINE)
    return source.count("\n", 0, setting.end()) + 1 if setting else 1


def _bad(path: Path, problem: str) -> BadSettings:
    return BadSettings(safe_line(_("In {path}: {problem}").format(path=path, problem=problem)))
