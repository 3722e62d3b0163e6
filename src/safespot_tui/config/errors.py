"""What can be wrong with what is kept on this machine.

::

    ConfigError
    ├── BadSettings      config.toml says something that cannot be
    ├── BadProfile       a name that cannot be one, or a file that is none
    ├── ExposedSecret    a secret lies where others can read it
    └── KeyringRefused   there is a keyring, and it will not

`str()` of each is a sentence for the user that says what to do, already safe to show.
"""

from safespot_tui.domain.text import SafeText


class ConfigError(Exception):
    """Base of all that this room raises, but for `OSError` when a file cannot be written."""

    @property
    def reason(self) -> SafeText:
        """The sentence for the user."""
        return SafeText(str(self))


class BadSettings(ConfigError):
    """The settings file says something that cannot be."""


class BadProfile(ConfigError):
    """A profile's name or file is not one."""


class ExposedSecret(ConfigError):
    """A secret lies where others can read it, or not where it should."""


class KeyringRefused(ConfigError):
    """The system keyring is there and does not do what it is asked."""
