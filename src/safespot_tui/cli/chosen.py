"""The user's settings, checked against all that they speak of, and put to use."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from safespot_tui import i18n
from safespot_tui.actions.folder import BadFolder, Folder, folders_in
from safespot_tui.config.locations import settings_path
from safespot_tui.config.settings import Settings
from safespot_tui.config.settings_file import (
    bad_setting,
    load_settings,
    parse_table,
    read_source,
    refused,
)
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.watching.rule import Rule


def chosen_settings() -> Settings:
    """The settings; from here on the program speaks the user's language and obeys their keys.

    Raises `BadSettings`.
    """
    settings = load_settings()
    i18n.install(settings.language)
    if settings.keys:
        install_keys(settings)
    settings = structs.replace(settings, themes={**settings.themes, **theme_files()})
    if settings.themes:
        check_themes(settings)
    if settings.notifications.folders:
        check_parts(settings)
    if settings.folders:
        chosen_folders(settings)
    own_rules(settings)
    return settings


def theme_files() -> Mapping[str, Mapping[str, str | bool]]:
    """The themes of the folder beside the settings, each by the name of its file."""
    folder = settings_path().with_name("themes")
    if not folder.is_dir():
        return {}
    return {safe_line(path.stem): _theme_file(path) for path in sorted(folder.glob("*.toml"))}


def _theme_file(path: Path) -> Mapping[str, str | bool]:
    source = read_source(path) or ""
    table = parse_table(path, source)
    _check_theme(path, source, (), path.stem, table)
    return table


def check_themes(settings: Settings) -> None:
    """Raises `BadSettings` where a theme of the settings cannot be."""
    path = settings_path()
    source = read_source(path) or ""
    for name, table in settings.themes.items():
        _check_theme(path, source, ("themes", name), name, table)


def _check_theme(
    path: Path, source: str, where: tuple[str, ...], name: str, table: Mapping[str, str | bool]
) -> None:
    from safespot_tui.tui.user_themes import BadTheme, themes_in

    try:
        themes_in({name: table})
    except BadTheme as error:
        raise bad_setting(path, source, (*where, *error.where[1:]), str(error)) from None


def check_theme_name(settings: Settings) -> None:
    """Raises `BadSettings` where a theme is chosen that is not there.

    For who asks whether all is well; the screen starts without it, and says so.
    """
    from textual.theme import BUILTIN_THEMES

    from safespot_tui.tui.themes import THEMES

    names = [*(theme.name for theme in THEMES), *sorted(settings.themes), *sorted(BUILTIN_THEMES)]
    if settings.theme is not None and settings.theme not in names:
        problem = _("there is no such theme; there are {names}.")
        raise refused(("theme",), problem.format(names=", ".join(names)))


def check_parts(settings: Settings) -> None:
    """Raises `BadSettings` where a rule is for a part of the inbox that is not there."""
    from safespot_tui.actions.filters import InboxFilter

    parts = [*InboxFilter, *settings.folders]
    for name in settings.notifications.folders:
        if name not in parts:
            problem = _("there is no such part of the inbox; there are {names}.")
            where = ("notifications", "folders", name)
            raise refused(where, problem.format(names=", ".join(parts)))


def install_keys(settings: Settings) -> None:
    """Give the actions the user's keys. Raises `BadSettings`."""
    from safespot_tui.actions import keymap
    from safespot_tui.actions.registry import ACTIONS

    try:
        keymap.install(keymap.chosen_keys(settings.keys, ACTIONS))
    except keymap.BadKeymap as error:
        raise refused(("keys", error.action_id), str(error)) from None


def chosen_folders(settings: Settings) -> Sequence[Folder]:
    """The user's own parts of the inbox. Raises `BadSettings`."""
    try:
        return folders_in(settings.folders)
    except BadFolder as error:
        raise refused(("folders", error.name), str(error)) from None


def own_rules(settings: Settings) -> "Sequence[Rule]":
    """The user's watch rules; without any, nothing of them is imported. Raises `BadSettings`."""
    if not settings.rules:
        return ()
    from safespot_tui.cli.rules import chosen_rules

    return chosen_rules(settings)
