"""From a password to a profile with a token: what `login` and the login screen have in common."""

from safespot_tui.config.credentials import Vault, save_token
from safespot_tui.config.profiles import Profile, save_profile, valid_name
from safespot_tui.gateway.address import server_address
from safespot_tui.gateway.auth import log_in, register
from safespot_tui.gateway.dialect import detect


async def sign_in(
    profile_name: str,
    server_url: str,
    email: str,
    password: str,
    *,
    alias: str | None = None,
    insecure: bool = False,
) -> tuple[Profile, Vault]:
    """Log in, or with an `alias` register, and keep it as a profile; says where the token is.

    Raises a `GatewayError`, a `ConfigError`, or `OSError` if it cannot be kept.
    """
    name = valid_name(profile_name)
    server = server_address(server_url, insecure=insecure).url
    dialect = await detect(server, insecure=insecure)
    if alias is None:
        identity = await log_in(server, email, password, dialect=dialect, insecure=insecure)
    else:
        identity = await register(
            server, email, password, alias, dialect=dialect, insecure=insecure
        )
    profile = Profile(
        name=name,
        server=server,
        email=email,
        user_id=identity.user.id,
        alias=identity.user.alias,
        dialect=dialect,
        insecure=insecure,
    )
    vault = save_token(profile, identity.token)
    save_profile(profile)
    return profile, vault
