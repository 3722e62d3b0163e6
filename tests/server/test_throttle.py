"""How often a password may be guessed."""

from typing import Any

from safespot_tui.server.auth.throttle import FREE_GUESSES, SECONDS_PER_GUESS, Throttle


def test_guesses_come_back_with_time() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    for _ in range(FREE_GUESSES):
        assert throttle.wait("ana") == 0
        throttle.count("ana")
    assert throttle.wait("ana") == SECONDS_PER_GUESS
    assert throttle.wait("beto") == 0
    now[0] = SECONDS_PER_GUESS / 2
    assert throttle.wait("ana") == SECONDS_PER_GUESS / 2
    now[0] = SECONDS_PER_GUESS
    assert throttle.wait("ana") == 0
    throttle.count("ana")
    assert throttle.wait("ana") == SECONDS_PER_GUESS
    now[0] = 1e6
    assert throttle.wait("ana") == 0


async def test_guessing_is_slowed_down_for_one_account_only(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    wrong = {"email": ana.email, "password": "wrong"}
    for _ in range(FREE_GUESSES):
        assert (await world.http.post("/sessions", json=wrong)).status_code == 401
    right = {"email": ana.email, "password": "correct horse"}
    answer = await world.http.post("/sessions", json=right)
    assert answer.status_code == 429
    assert answer.json()["error"]["code"] == "too_many"
    assert 0 < int(answer.headers["retry-after"]) <= SECONDS_PER_GUESS
    assert (await world.again(beto)).id == beto.id
