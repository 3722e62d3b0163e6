"""What the bundled server refuses is said in the user's language, and says what to do."""

from collections.abc import Iterator

import pytest

from safespot_tui import i18n
from safespot_tui.gateway import auth
from safespot_tui.gateway.errors import Rejected

PASSWORD = "correct horse"


@pytest.fixture
def in_spanish() -> Iterator[None]:
    i18n.install("es_AR.UTF-8")
    yield
    i18n.install("en")


@pytest.mark.parametrize(
    ("email", "password", "alias", "field", "said"),
    [
        ("rosa", PASSWORD, "Rosa", "email", "not an e-mail address. Write it like"),
        ("rosa@example.org", "short", "Rosa", "password", "at least 8 characters"),
        ("rosa@example.org", PASSWORD, "\u200b", "alias", "1 to 40 characters"),
        ("rosa@example.org", PASSWORD, "R" * 41, "alias", "1 to 40 characters"),
    ],
)
async def test_what_cannot_be_an_account_is_named(
    server: str, email: str, password: str, alias: str, field: str, said: str
):
    with pytest.raises(Rejected, match=said) as refused:
        await auth.register(server, email, password, alias)
    assert refused.value.code == f"{field}_invalid"


@pytest.mark.usefixtures("in_spanish")
async def test_it_is_said_in_the_users_language(server: str):
    with pytest.raises(Rejected, match=r"Escribilo como vos@example\.org"):
        await auth.register(server, "rosa", PASSWORD, "Rosa")
    await auth.register(server, "rosa@example.org", PASSWORD, "Rosa")
    with pytest.raises(Rejected, match="Ya hay una cuenta"):
        await auth.register(server, "rosa@example.org", PASSWORD, "Otra Rosa")
