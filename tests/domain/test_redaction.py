"""An address is quoted without what it holds of a secret, however wrong it is."""

import pytest

from safespot_tui.domain.redaction import without_secrets

PASSWORD = "canary-91ac"


@pytest.mark.parametrize(
    ("address", "quoted"),
    [
        ("ftp://u:{}@host/path", "ftp://•••@host/path"),
        ("postgresql://u:a@{}@host/db", "postgresql://•••@host/db"),
        ("postgresql://u:a/{}@host/db", "postgresql://•••@host/db"),
        ("postgresql://u:a?{}#b c@host", "postgresql://•••@host"),
        ("postgresql://{}@host", "postgresql://•••@host"),
        ("//u:{}@host", "//•••@host"),
        ("ftp://host/?token={}", "ftp://host/?•••"),
        ("ftp://host#{}", "ftp://host#•••"),
        ("no such words: a://u:{}@h, b", "no such words: a://•••@h, b"),
    ],
)
def test_nothing_is_left_of_a_password(address: str, quoted: str):
    assert without_secrets(address.replace("{}", PASSWORD)) == quoted


@pytest.mark.parametrize(
    "text",
    ["https://chat.example.org:8080/path", "ana@example.org", "a?b#c", "https://host/@ana", ""],
)
def test_what_holds_none_is_left_alone(text: str):
    assert without_secrets(text) == text
