"""An export says by itself whether it is what was written, and where it first is not."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.evidence.export import Occasion, Section, export
from safespot_tui.evidence.record import BEGINNING, Kind, Record, new_record, read, written
from safespot_tui.evidence.style import Form, style_of
from safespot_tui.evidence.verify import Fault, Verdict, verify

WRITTEN_BEFORE = Path(__file__).parents[1] / "data" / "evidence" / "before_cases.html"
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
OCCASION = Occasion(NOON, UserId("u-1"), "Ana", "https://a.example")


def facts(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"m-{number}",
        "conversation_id": "c-1",
        "sender_id": "u-1",
        "sender": "Ana",
        "type": "text",
        "content": f"Número {number}",
        "caption": "",
        "created_at": NOON + timedelta(seconds=number),
        "reply_to_id": None,
        "edited_at": None,
        "deleted_at": None,
        "reactions": [{"emoji": "👍", "user_ids": ["u-2"]}],
        "notice": None,
        **more,
    }


def parts(form: Form, count: int = 4) -> list[str]:
    """Header, messages, manifest, and what follows."""
    messages = [facts(each + 1) for each in range(count)]
    section = Section(ConversationId("c-1"), "Plaza <b>", messages)
    return list(export(style_of(form), OCCASION, section))


def fault(pieces: Sequence[str]) -> tuple[Fault | None, int]:
    verdict = verify("".join(pieces))
    assert verdict is not None
    return verdict.fault, verdict.number


@pytest.mark.parametrize("form", Form)
def test_what_was_written_is_intact(form: Form) -> None:
    for count in (0, 1, 4):
        verdict = verify("".join(parts(form, count)))
        assert verdict is not None
        assert verdict == Verdict(count, root=verdict.root)
        assert verdict.root


@pytest.mark.parametrize("form", Form)
def test_what_was_done_is_named(form: Form) -> None:
    head, one, two, three, four, end, tail = parts(form)
    assert fault([head, one, two.replace("Número 2", "Otra"), three, four, end, tail]) == (
        Fault.CHANGED,
        2,
    )
    assert fault([head, one, three, four, end, tail]) == (Fault.REMOVED, 2)
    assert fault([head, one, two, three, end, tail]) == (Fault.REMOVED, 4)
    assert fault([head, one, two, two, three, four, end, tail]) == (Fault.ADDED, 2)
    assert fault([head, one, three, two, four, end, tail]) == (Fault.MOVED, 3)
    assert fault([head, one, three, four, two, end, tail]) == (Fault.MOVED, 2)
    assert fault([head, four, one, two, three, end, tail]) == (Fault.MOVED, 4)


@pytest.mark.parametrize("form", Form)
def test_the_beginning_and_the_end_are_held_too(form: Form) -> None:
    head, *messages, end, tail = parts(form)
    for pieces, kind in (
        ([head.replace("Plaza", "Calle"), *messages, end, tail], Kind.HEADER),
        ([head, *messages, end.replace("Ana", "Eva"), tail], Kind.MANIFEST),
        ([head, *messages, end, tail, "and more\n"], Kind.MANIFEST),
        ([head, *messages, tail], Kind.MANIFEST),
    ):
        verdict = verify("".join(pieces))
        assert verdict is not None
        assert verdict.fault is not None
        assert verdict.kind is kind


@pytest.mark.parametrize("form", [Form.MARKDOWN, Form.HTML])
def test_what_is_shown_is_held_as_what_is_hidden(form: Form) -> None:
    """Each message is there twice: for eyes, and in the record."""
    head, one, two, *rest = parts(form)
    assert two.count("Número 2") == 2
    assert fault([head, one, two.replace("Número 2", "Otra", 1), *rest]) == (Fault.CHANGED, 2)


def test_one_who_knows_how_it_is_done_is_found_too() -> None:
    """Records made anew, hashes and all, do not fit among those that were written."""
    head, one, _two, three, four, end, tail = parts(Form.JSONL)
    first = read(one.strip())
    assert isinstance(first, Record)
    forged = written(new_record(Kind.MESSAGE, 2, facts(2, content="Otra"), "", first.chain)) + "\n"
    assert fault([head, one, forged, three, four, end, tail]) == (Fault.CHANGED, 3)
    strange = written(new_record(Kind.MESSAGE, 9, facts(9), "", first.chain)) + "\n"
    assert fault([head, one, strange, _two, three, four, end, tail]) == (Fault.ADDED, 9)


def test_a_line_that_says_the_same_otherwise_is_another() -> None:
    """Whoever reads it may take the first of two fields, and we the last."""
    head, one, *rest = parts(Form.JSONL)
    twice = one.replace('"kind":', '"number":7,"kind":', 1)
    assert fault([head, twice, *rest]) == (Fault.CHANGED, 1)
    assert read(one.strip() + " ") is None


def test_what_is_no_export_has_no_verdict() -> None:
    for text in ("", "hola\n", "{}\n", "[" * 100_000, '{"kind":' * 5_000, "<!DOCTYPE html>\n<p>"):
        assert verify(text) is None


def test_a_message_has_the_same_hash_in_every_export() -> None:
    one, other = (
        [record.sha256 for each in parts(Form.JSONL, count) if (record := read(each.strip()))]
        for count in (1, 3)
    )
    assert one[1] == other[1]
    assert other[1] != other[2]
    assert new_record(Kind.HEADER, 0, {}, "", BEGINNING).sha256 != one[1]


def test_what_an_earlier_version_wrote_is_intact_still() -> None:
    with open(WRITTEN_BEFORE, encoding="utf-8", newline="") as file:
        verdict = verify(file.read())
    assert verdict == Verdict(
        3, root="522c77947ba3c8fec0acda5c587bb1aaaa4e521ea16976bcb18ebc8ec3465362"
    )


@pytest.mark.parametrize("form", Form)
def test_what_moderators_removed_says_why_and_is_verified(form: Form) -> None:
    gone = {"content": "", "deleted_at": NOON, "removal": "insults <b>"}
    section = Section(ConversationId("c-1"), "Plaza", [facts(1), facts(2, **gone)])
    pieces = list(export(style_of(form), OCCASION, section))
    text = "".join(pieces)
    assert fault(pieces) == (None, 0)
    assert "insults" in text
    if form is not Form.JSONL:
        assert "removed by the moderators: insults" in re.sub(r"\\(.)", r"\1", text)
    tampered = [each.replace("insults", "nothing") for each in pieces]
    assert fault(tampered)[0] is not None
