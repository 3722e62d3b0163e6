"""Optional parts that may not be installed."""

from importlib.util import find_spec

from safespot_tui.cli.exit import CommandFailed
from safespot_tui.i18n import _

_SERVER_PACKAGES = ("alembic", "argon2", "fastapi", "sqlalchemy", "uvicorn")


def required_server() -> None:
    """Raises `CommandFailed` unless the extra `server` is installed."""
    if any(find_spec(package) is None for package in _SERVER_PACKAGES):
        raise CommandFailed(
            _("The server is not installed. Install it with: {command}").format(
                command="uv tool install 'safespot-tui[server]'"
            )
        )
