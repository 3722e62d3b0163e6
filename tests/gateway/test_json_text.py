"""Halves of characters do not hide the rest."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safespot_tui.gateway.json_text import BadJson, decode, whole_characters


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        (r'"a\ud83d"', "a�"),
        (r'"\ude00b"', "�b"),
        (r'"\uDE00\uD83D"', "��"),
        (r'"\ud83d\ud83d\ude00"', "�😀"),
        (r'"\ud83d\ude00"', "😀"),
        (r'"\\ud83d"', r"\ud83d"),
        (r'"\\\ud83d"', "\\�"),
        (r'"\ud83d\n"', "�\n"),
        (r'"\u00e9"', "é"),
        (r'"plain"', "plain"),
    ],
)
def test_only_halves_are_replaced(sent: str, meant: str):
    assert msgspec.json.decode(whole_characters(sent)) == meant
    assert msgspec.json.decode(whole_characters(sent.encode())) == meant


@given(st.text(st.characters(categories=["Cs", "L", "So", "Cc"])))
def test_what_javascript_sends_can_be_read(text: str):
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert len(msgspec.json.decode(whole_characters(json.dumps(text)))) <= len(text)
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert msgspec.json.decode(whole_characters(json.dumps(text))) == text == whole


def test_a_body_without_halves_is_handed_on_as_it_is():
    body = json.dumps({"a": "é\\u0041"}).encode()
    assert whole_characters(body) is body


class Shape(msgspec.Struct):
    name: str
    rest: Any = None


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"name": 1}', b"\xff", b'{"name": "\xff"}', b'{"name": "a"} b',
     b'{"name": "a", "rest": ' + b"[" * 100_000, b'{"name": "a", "rest": 1e999}',
     b'{"name": "a", "rest": NaN}', b'{"name": "a", "rest": ' + b"9" * 9_999 + b"}"],
    ids=range(11),
)  # fmt: skip
def test_whatever_is_no_json_is_bad_in_one_way(body: bytes):
    with pytest.raises(BadJson):
        decode(body, Shape)


def test_half_a_character_is_not_bad():
    assert decode(rb'{"name": "a\ud83d"}', Shape).name == "a\ufffd"
