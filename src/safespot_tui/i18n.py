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

    A language that has no catalogue is spoken in English.
    """
    global _catalogue
    languages = _candidates(locale_name or environment_locale())
    _catalogue = gettext.translation(DOMAIN, LOCALE_DIR, languages, fallback=True)


def environment_locale(environ: Mapping[str, str] = os.environ) -> str:
    """The locale that the environment asks for messages; `en` when it asks for none."""
    chosen = next((environ[name] for name in _VARIABLES if environ.get(name)), SOURCE_LANGUAGE)
    return SOURCE_LANGUAGE if chosen.partition(".")[0] in {"C", "POSIX"} else chosen


def _candidates(locale_name: str) -> list[str]:
    """Most special first; none for English, whose texts are the source."""
    territory = locale_name.partition("@")[0].partition(".")[0].replace("-", "_")
    language = territory.partition("_")[0]
    return [] if language == SOURCE_LANGUAGE else [territory, language]


def _(text: str) -> str:
    """`text` in the user's language; fill placeholders in afterwards with `format`."""
    return _catalogue.gettext(text)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form that goes with `count`, in the user's language."""
    return _catalogue.ngettext(singular, plural, count)
