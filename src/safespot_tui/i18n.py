"""The words of the interface in the user's language.

`_` and `ngettext` look the catalogue up when they are called: a text at module level would be fixed
in the language of the first import. Remote text is never looked up.
"""

import gettext
import os
from collections.abc import Mapping
from pathlib import Path

DOMAIN = "safespot_tui"
LOCALE_DIR = Path(__file__).parent / "locale"
SOURCE_LANGUAGE = "en"

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""As POSIX has it: the first that is set and not empty decides."""

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def install(locale_name: str | None = None) -> None:
    """Speak the language of `locale_name` (`es`, `es_AR.UTF-8`), or without one the environment's.

    gettext tries `es_AR.UTF-8`, then `es_AR`, then `es`. A language that has no catalogue is spoken
    in English, the language of the source.
    """
    global _catalogue
    name = (locale_name or environment_locale()).replace("-", "_")
    _catalogue = gettext.translation(DOMAIN, LOCALE_DIR, [name], fallback=True)


def environment_locale(environ: Mapping[str, str] = os.environ) -> str:
    """The locale that the environment asks for messages; `en` when it asks for none."""
    chosen = next((environ[name] for name in _VARIABLES if environ.get(name)), SOURCE_LANGUAGE)
    return SOURCE_LANGUAGE if chosen.partition(".")[0] in {"C", "POSIX"} else chosen


def language() -> str:
    """The language that is spoken: `en`, `es`."""
    return _catalogue.info().get("language", SOURCE_LANGUAGE).partition("_")[0]


def _(text: str) -> str:
    """`text` in the user's language; fill placeholders in afterwards with `format`."""
    return _catalogue.gettext(text)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form that goes with `count`, in the user's language."""
    return _catalogue.ngettext(singular, plural, count)


def N_(text: str) -> str:  # noqa: N802 - the name by which gettext's tools know it
    """`text` as it is: marked here to be translated, looked up with `_` where it is shown."""
    return text
