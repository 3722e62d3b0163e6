"""The page stands alone, and is as harmless as what it shows is not."""

import re
from html.parser import HTMLParser

import msgspec
import pytest

from safespot_tui import i18n
from safespot_tui.stage.report.html import page
from tests.stage.report.example import FAILED, HOSTILE, RUN

VOID = {"meta", "input"}


class Reader(HTMLParser):
    """Keeps every element with its attributes, and what is open at the end."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def classes(self, tag: str) -> list[str | None]:
        return [attributes.get("class") for name, attributes in self.elements if name == tag]


@pytest.fixture
def read() -> Reader:
    return Reader(page(RUN))


def test_nothing_is_fetched_and_nothing_runs(read: Reader) -> None:
    assert read.open == []
    tags = {name for name, _attributes in read.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "a", "form", "base"}
    for _name, attributes in read.elements:
        assert not [key for key in attributes if key.startswith("on") or key in {"src", "href"}]
    assert not re.search(r"url\((?!#)|@import|@font-face", page(RUN))
    (policy,) = (a["content"] for _n, a in read.elements if "http-equiv" in a)
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "script" not in policy


def test_what_strangers_wrote_is_text(read: Reader) -> None:
    assert "<script>alert('gotcha')</script>]]>&␀␛[31m" in read.text
    assert not {"\x00", "\x1b", "\u202e"} & set(page(RUN))
    renamed = msgspec.structs.replace(FAILED, file=f"{HOSTILE}.tape", source=HOSTILE * 9)
    assert "script" not in dict(
        Reader(page(msgspec.structs.replace(RUN, tapes=[renamed]))).elements
    )


def test_each_step_is_told_with_what_was_seen_after_it(read: Reader) -> None:
    assert read.classes("li")[:10] == ["done"] * 2 + ["done"] * 5 + ["failed", "not_reached", None]
    assert read.classes("svg") == ["rich-terminal"] * 3
    assert "Ana: typed" in read.text
    for said in ("Within 10 s", "no_echo: ", "message-created e.7", "m-1: content", "not answer."):
        assert said in read.text, said


def test_the_failed_ones_are_open_and_alone_at_first(read: Reader) -> None:
    tapes = [a for _n, a in read.elements if (a.get("class") or "").startswith("tape ")]
    assert [(each["class"], "open" in each) for each in tapes] == [
        ("tape passed", False),
        ("tape failed", True),
        ("tape skipped", False),
        ("tape unreadable", True),
    ]

    def chosen(reader: Reader) -> list[str | None]:
        return [
            attributes["id"] for _name, attributes in reader.elements if "checked" in attributes
        ]

    assert chosen(read) == ["only-failed"]
    assert chosen(Reader(page(msgspec.structs.replace(RUN, tapes=RUN.tapes[:1])))) == ["all"]


def test_it_is_in_the_language_of_the_user() -> None:
    i18n.install("es")
    try:
        spanish = page(RUN)
    finally:
        i18n.install("en")
    assert '<html lang="es">' in spanish
    assert "Pasos" in spanish
