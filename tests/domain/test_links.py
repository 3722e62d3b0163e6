"""Where a link leads is seen before it is opened, and in letters that do not deceive."""

import pytest

from safespot_tui.domain.links import encoded, link_of, links_in, shown_host


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://safespot.example/r/1", "safespot.example"),
        ("http://127.0.0.1:8080/", "127.0.0.1"),
        ("https://[::1]/", "::1"),
        ("HTTPS://Example.ORG", "example.org"),
        ("mailto:vera@example.org?subject=x", "example.org"),
        ("https://municipalidad.gob.ar./x", "municipalidad.gob.ar"),
        ("https://ñandú.com.ar", "ñandú.com.ar"),
        ("https://日本語カナ.jp", "日本語カナ.jp"),
        ("https://한국.kr", "한국.kr"),
        ("https://а\u0440\u0440\u04cf\u0435.com", "xn--80ak6aa92e.com"),
        ("https://\u0430pple.com", "xn--pple-43d.com"),
        ("https://g\u03bf\u03bfgle.com", "xn--ggle-0nda.com"),
        ("https://ＧＯＯＧＬＥ.com", "google.com"),
        ("https://пример.испытание", "xn--e1afmkfd.xn--80akhbyknj4f"),
        ("https://\u0251pple.com", "xn--pple-p5b.com"),
        ("https://straße-øl-łódź.example", "straße-øl-łódź.example"),
        ("https://b\u0131nance.com", "xn--bnance-p9a.com"),
        ("https://xn--pple-43d.com", "xn--pple-43d.com"),
        ("https://βόλος.example", "xn--nxasmm1c.example"),
    ],
)
def test_the_host_is_shown_so_that_it_cannot_be_mistaken(address: str, host: str):
    link = link_of(address)
    assert link is not None
    assert link.host == host
    assert link.url == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://a.example",
        "vbscript:x", "ssh://a.example", "tel:+1", "smb://a/b", "x-man-page://ls", "about:blank",
        "HTTPS:/nowhere", "https://", "https:///path", "http:example.org", "//example.org",
        "example.org", "", "https://apple.com@evil.example", "https://a:b@evil.example",
        "https://a.example\\@evil.example", "https://a.example:99999", "https://[::1",
        "https://a.example/\x1b[2J", "https://a.example/\u202egnp", "https://a..example",
        "https://a.example/ b", "https://" + "a" * 3000, "https://" + "a" * 64 + "é.example",
        "https://a\u200b.example", "https://bank%2eexample", "https://%65vil.example", "mailto:", "https://a\ud800.example",
    ],
)  # fmt: skip
def test_nothing_else_is_a_link(address: str):
    assert link_of(address) is None


def test_a_terminal_is_told_the_host_that_a_browser_goes_to():
    for address, told in (
        ("https://faß.example/ä", "https://xn--fa-hia.example/%C3%A4"),
        ("https://ñandú.example:8443", "https://xn--and-6ma2c.example:8443"),
    ):
        link = link_of(address)
        assert link is not None
        assert encoded(link) == told


def test_links_are_found_where_they_stand():
    text = "Ver https://a.example/x, (http://b.example). mailto:c@d.example! javascript:x ftp://e"
    assert [link.url for link in links_in(text)] == [
        "https://a.example/x", "http://b.example", "mailto:c@d.example",
    ]  # fmt: skip
    assert [link.encrypted for link in links_in(text)] == [True, False, False]
    assert links_in("nothing here") == ()


def test_a_long_text_is_searched_in_no_time():
    assert links_in("https://" * 50_000) == ()


@pytest.mark.parametrize("host", ["", ".", "a..b", "a" * 254, "é" * 64 + ".example"])
def test_what_is_no_host_is_not_shown(host: str):
    assert shown_host(host) == ""
