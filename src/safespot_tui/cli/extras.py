"""Optional parts that may not be installed."""

from importlib.util import find_spec

from safespot_tui.cli.exit import CommandFailed
from safespot_tui.i18n import _

_POSTGRESQL_PACKAGE = "psycopg"
_SERVER_PACKAGES = ("alembic", "argon2", "bcrypt", "fastapi", "sqlalchemy", "uvicorn")

_WEB_PACKAGES = ("aiohttp", "textual_serve")


def required_web() -> None:
    """Raises `CommandFailed` unless what serves the page is there."""
    if any(find_spec(package) is None for package in _WEB_PACKAGES):
        raise CommandFailed(
            _("What serves the page is not installed. Install it with: {command}").format(
                command="uv tool install 'safespot-tui[web]'"
            )
        )


def required_server(database_url: str | None = None) -> None:
    """Raises `CommandFailed` unless a server with that database has the extras it needs."""
    if any(find_spec(package) is None for package in _SERVER_PACKAGES):
        raise CommandFailed(
            _("The server is not installed. Install it with: {command}").format(
                command="uv tool install 'safespot-tui[server]'"
            )
        )
    is_shared = (database_url or "").startswith("postgres")
    if is_shared and find_spec(_POSTGRESQL_PACKAGE) is None:
        raise CommandFailed(
            _("What speaks to PostgreSQL is not installed. Install it with: {command}").format(
                command="uv tool install 'safespot-tui[server,postgresql]'"
            )
        )
