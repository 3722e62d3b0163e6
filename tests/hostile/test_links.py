"""Whatever stands in a message, a link is shown with the host that a browser would go to."""

from urllib.parse import urlsplit

import pytest

from safespot_tui.domain.links import encoded, links_in
from safespot_tui.domain.text import safe_line, safe_text
from tests.hostile.payloads import CORPUS, Payload
from tests.hostile.sequences import LINK

FORMS = (
    "https://evil.example/{}",
    "https://{}evil.example/",
    "https://bank.example{}@evil.example/",
    "https://bank.example/{}https://evil.example",
    "{}https://evil.example{}",
    "javascript:{}//https://evil.example",
)


def registered(host: str) -> str:
    return host.encode("idna").decode("ascii")


@pytest.mark.parametrize("form", FORMS)
def test_the_host_shown_is_the_host_gone_to(form: str) -> None:
    seen = 0
    for payload in CORPUS:
        assert isinstance(payload, Payload)
        for link in links_in(safe_text(form.replace("{}", payload.text))):
            seen += 1
            parts = urlsplit(link.url)
            assert safe_line(link.url) == link.url, payload
            assert " " not in link.url, payload
            assert parts.scheme in {"http", "https", "mailto"}, payload
            gone_to = parts.hostname or parts.path.rpartition("@")[2]
            assert registered(link.host) == registered(gone_to), payload
            assert parts.username is None, payload
            told = encoded(link)
            if told:
                assert LINK.fullmatch(f"\x1b]8;id=1;{told}\x1b\\"), payload
                gone_to_from_there = urlsplit(told).hostname or parts.path.rpartition("@")[2]
                assert registered(gone_to_from_there) == registered(gone_to), payload
    assert seen
