"""A token is good once, and a session is for who knows its secret."""

from safespot_tui.web.door import Door


def test_a_token_is_good_once() -> None:
    door = Door()
    token = door.new_token()
    assert door.admit(token) is not None
    assert door.admit(token) is None


def test_another_token_makes_the_former_void() -> None:
    door = Door()
    former, token = door.new_token(), door.new_token()
    assert door.admit(former) is None
    assert door.admit(token) is not None


def test_nothing_and_nonsense_open_no_door() -> None:
    door = Door()
    assert door.admit("") is None
    token = door.new_token()
    assert [door.admit(wrong) for wrong in ("", "ñ", "\udcff", token[:-1], token + "x")] == [
        None
    ] * 5


def test_a_session_is_for_who_knows_its_secret() -> None:
    door = Door()
    mine, yours = door.admit(door.new_token()), door.admit(door.new_token())
    assert mine is not None
    assert yours is not None
    assert door.session(mine.name, mine.secret) is mine
    assert door.session(mine.name, yours.secret) is None
    assert door.session(mine.name, "") is None
    assert door.session(mine.name, "\udcff") is None
    assert door.session("", mine.secret) is None


def test_a_session_that_ended_opens_nothing() -> None:
    door = Door()
    session = door.admit(door.new_token())
    assert session is not None
    door.end(session)
    assert door.session(session.name, session.secret) is None
    assert door.sessions == ()
