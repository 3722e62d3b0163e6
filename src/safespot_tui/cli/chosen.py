"""The user's settings, checked against all that they speak of, and put to use."""

from collections.abc import Sequence

from safespot_tui import i18n
from safespot_tui.actions.folder import BadFolder, Folder, folders_in
from safespot_tui.config.errors import BadSettings
from safespot_tui.config.locations import settings_path
from safespot_tui.config.settings import Settings, bad_setting, load_settings, read_source
from safespot_tui.i18n import _


def chosen_settings() -> Settings:
    """The settings; from here on the program speaks the user's language and obeys their keys.

    Raises `BadSettings`.
    """
    settings = load_settings()
    i18n.install(settings.language)
    if settings.keys:
        install_keys(settings)
    if settings.notifications.folders:
        check_parts(settings)
    if settings.folders:
        chosen_folders(settings)
    return settings


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


def refused(where: tuple[str, ...], problem: str) -> BadSettings:
    """What is wrong with a setting that is of the right type, with its line."""
    path = settings_path()
    return bad_setting(path, read_source(path) or "", where, problem)
