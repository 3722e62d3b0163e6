"""Several conversations in one file, and what messages said before: one chain through all."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.evidence.export import Section, export, export_case
from safespot_tui.evidence.record import Kind
from safespot_tui.evidence.style import Form, style_of
from safespot_tui.evidence.verify import Fault, Verdict, verify
from tests.evidence.test_verify import NOON, OCCASION, facts


def earlier(number: int, text: str) -> dict[str, Any]:
    return {
        "message_id": f"m-{number}",
        "said_at": NOON + timedelta(seconds=number),
        "type": "text",
        "content": text,
        "caption": "",
    }


def section(name: str, *numbers: int, **more: Any) -> Section:
    return Section(ConversationId(f"c-{name}"), name, [facts(each) for each in numbers], **more)


def case(form: Form) -> list[str]:
    """Header, Plaza, 1, what 1 said before, 2, Calle | nobody, 3, manifest, and what follows."""
    before = {MessageId("m-1"): [earlier(1, "Antes")]}
    sections = [
        section("Plaza", 1, 2, earlier=before),
        section("Calle|nadie", 3, earlier={}, asked=False),
    ]
    return list(export_case(style_of(form), OCCASION, "Feria <b>", sections))


def verdict_on(*pieces: str) -> Verdict:
    verdict = verify("".join(pieces))
    assert verdict is not None
    return verdict


@pytest.mark.parametrize("form", Form)
def test_a_case_is_intact_as_it_was_written(form: Form) -> None:
    verdict = verdict_on(*case(form))
    assert (verdict.fault, verdict.count, verdict.conversations) == (None, 3, 2)
    assert verdict.root


@pytest.mark.parametrize("form", Form)
def test_the_message_that_was_changed_is_named_with_its_conversation(form: Form) -> None:
    head, plaza, one, before, two, calle, three, end, tail = case(form)

    def fault(*pieces: str) -> tuple[Fault | None, Kind | None, str, str]:
        told = verdict_on(*pieces)
        return told.fault, told.kind, told.id, told.conversation

    changed = three.replace("Número 3", "Otra")
    assert fault(head, plaza, one, before, two, calle, changed, end, tail) == (
        Fault.CHANGED,
        Kind.MESSAGE,
        "m-3",
        "Calle|nadie (c-Calle|nadie)",
    )
    rewritten = before.replace("Antes", "Nunca")
    assert fault(head, plaza, one, rewritten, two, calle, three, end, tail) == (
        Fault.CHANGED,
        Kind.REVISION,
        "m-1",
        "Plaza (c-Plaza)",
    )
    renamed = calle.replace("Calle", "Otra")
    assert fault(head, plaza, one, before, two, renamed, three, end, tail)[:2] == (
        Fault.CHANGED,
        Kind.CONVERSATION,
    )
    assert fault(head, plaza, one, two, calle, three, end, tail)[:2] == (Fault.REMOVED, None)
    assert fault(head, plaza, one, before, two, end, tail)[:2] == (Fault.REMOVED, None)
    assert fault(head, calle, three, plaza, one, before, two, end, tail)[0] is not None
    assert fault(head, plaza, one, before, three, two, calle, end, tail)[0] is Fault.MOVED


@pytest.mark.parametrize("form", Form)
def test_the_table_and_the_end_are_held(form: Form) -> None:
    head, *body, end, tail = case(form)
    assert verdict_on(head.replace('"count":2', '"count":1'), *body, end, tail).kind is Kind.HEADER
    told = verdict_on(head, *body, end.replace('"conversations":2', '"conversations":1'), tail)
    assert told.kind is Kind.MANIFEST
    assert verdict_on(head, *body, tail).kind is Kind.MANIFEST


def test_the_table_says_what_is_in_it() -> None:
    head, *_others, end, _tail = case(Form.JSONL)
    table = json.loads(head)["facts"]["conversations"]
    assert [(row["conversation"], row["count"], row["server_asked"]) for row in table] == [
        ("Plaza", 2, True),
        ("Calle|nadie", 1, False),
    ]
    assert (table[0]["first_id"], table[0]["last_id"]) == ("m-1", "m-2")
    facts = json.loads(end)["facts"]
    assert (facts["conversations"], facts["count"], facts["revisions"]) == (2, 3, 1)
    assert not facts["server_asked"], "it was not asked of one"


def test_the_table_is_one_for_eyes_too() -> None:
    head, *_others = case(Form.MARKDOWN)
    rows = [line for line in head.split("\n") if line.startswith("|")]
    assert len(rows) == 4
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}
    head, *_others = case(Form.HTML)
    assert head.count("<tr>") == 3
    assert "<h1>Feria &lt;b&gt;</h1>" in head


def test_an_empty_case_and_empty_conversations_are_cases_too() -> None:
    for sections in ([], [section("Plaza")], [section("Plaza"), section("Calle", 1)]):
        told = "".join(export_case(style_of(Form.HTML), OCCASION, "", sections))
        verdict = verdict_on(told)
        assert (verdict.fault, verdict.conversations) == (None, len(sections))


@pytest.mark.parametrize("form", Form)
def test_what_one_conversation_said_before_is_in_it_when_it_is_wanted(form: Form) -> None:
    before = {MessageId("m-1"): [earlier(1, "Uno"), earlier(1, "Dos")]}
    style = style_of(form)
    pieces = list(export(style, OCCASION, section("Plaza", 1, 2, earlier=before)))
    verdict = verdict_on(*pieces)
    assert (verdict.fault, verdict.count, verdict.conversations) == (None, 2, None)
    head, one, first, second, two, end, tail = pieces
    assert verdict_on(head, one, second, first, two, end, tail).fault is Fault.MOVED
    assert verdict_on(head, one, first, second, end, tail).fault is Fault.REMOVED


def test_a_message_has_the_same_hash_in_a_case_as_alone() -> None:
    _head, _plaza, one, *_others = case(Form.JSONL)
    _head, alone, *_others = export(style_of(Form.JSONL), OCCASION, section("Plaza", 1, 2))
    assert json.loads(one)["sha256"] == json.loads(alone)["sha256"]
