"""Ids on the way in and on the way out."""

import uuid

import pytest

from safespot_tui.gateway.errors import NotUnderstood, Rejected
from safespot_tui.gateway.safespot.identifiers import checked_uuid, is_kept, told_uuid

GOOD = "05db1bb3-1603-4c20-b21e-cce2081c911b"
BAD = ["", "zzz", GOOD[:-1], GOOD + "0", GOOD.replace("-", ""), f"{{{GOOD}}}", f"{GOOD}\n",
       f"../{GOOD}", f"urn:uuid:{GOOD}", "temp-" + GOOD,
       "٠5db1bb3-1603-4c20-b21e-cce2081c911b"]  # fmt: skip


def test_an_id_is_in_lower_case_on_both_sides():
    assert checked_uuid(GOOD.upper()) == told_uuid(GOOD.upper()) == GOOD


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_uuid_neither_leaves_nor_enters(text: str):
    with pytest.raises(Rejected):
        checked_uuid(text)
    with pytest.raises(NotUnderstood):
        told_uuid(text)


@pytest.mark.parametrize("told", [None, 1, [GOOD], {"id": GOOD}])
def test_what_is_no_text_does_not_enter(told: object):
    with pytest.raises(NotUnderstood):
        told_uuid(told)


def test_the_server_keeps_versions_one_to_five():
    assert is_kept(str(uuid.uuid4()))
    assert is_kept(str(uuid.uuid5(uuid.NAMESPACE_DNS, "x")))
    assert not is_kept("0192f4c8-7b1a-7cde-8f00-0123456789ab")
    assert not is_kept(GOOD.replace("b21e", "021e"))
    assert not is_kept(GOOD.upper())
