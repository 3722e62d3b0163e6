"""How the server does, and who is told."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from safespot_tui.cli.main import main
from safespot_tui.domain.standing import Standing
from safespot_tui.server.administration import people
from safespot_tui.server.app import create_app
from safespot_tui.server.metrics import Histogram
from safespot_tui.server.settings import Settings

from .conftest import World

TOKEN = "a-token-for-the-metrics"
SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.e+-]+')


def samples(text: str) -> dict[str, float]:
    """By name and labels; all of it must be in the format."""
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    assert [line for line in lines if not SAMPLE.fullmatch(line)] == []
    named = [line.rpartition(" ") for line in lines]
    assert len({name for name, _, _ in named}) == len(named)
    return {name: float(value) for name, _, value in named}


async def test_what_is_counted(live: Any) -> None:
    ana, beto = await live.people("ana", "beto")
    dm = await ana.open_dm(beto)
    before = (await beto.snapshot())["cursor"]
    written = await ana.send(dm, "hola")
    async with beto.stream(before) as stream:
        await stream.until("sync")
        await ana.send(dm, "¿estás?")
        await stream.until("message-created")
        counted = samples((await live.http.get("/metrics")).text)
        assert counted["safespot_streams"] == counted["safespot_users_online"] == 1
    await live.http.get(f"/nobody/put/this/here/{written['id']}")
    text = (await live.http.get("/metrics")).text
    counted = samples(text)
    assert counted["safespot_sends_total"] == 2
    assert counted['safespot_requests_total{operation="send_message",status="201"}'] == 2
    assert counted['safespot_requests_total{operation="none",status="404"}'] == 1
    assert counted['safespot_events_total{way="handed"}'] >= 1
    heads = [int((await each.snapshot())["cursor"].split(".")[1]) for each in (ana, beto)]
    assert counted["safespot_log_head"] == sum(heads)
    assert counted["safespot_log_floor"] == counted["safespot_large_conversations"] == 0
    assert counted['safespot_events_total{way="read"}'] >= 1
    assert counted["safespot_lag_seconds_count"] >= 1
    # Looking after neighbours takes one now and then.
    assert 0 <= counted["safespot_pool_in_use"] <= counted["safespot_pool_connections"]
    assert counted["safespot_pool_waiting"] == 0
    assert counted["safespot_write_seconds_count"] >= 3
    assert not any(known in text for known in (written["id"], ana.id, "ana", "hola"))


def test_buckets_hold_those_below_them() -> None:
    histogram = Histogram("x", "X.", (1.0, 2.0))
    for seconds in (0.5, 1.0, 1.5, 9.0):
        histogram.observe(seconds)
    assert list(histogram.lines())[2:] == [
        'x_bucket{le="1.0"} 2',
        'x_bucket{le="2.0"} 3',
        'x_bucket{le="+Inf"} 4',
        "x_sum 12.0",
        "x_count 4",
    ]


@pytest.mark.parametrize(
    ("host", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, 404),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.7"}, 404),
        ("203.0.113.7", {}, 404),
        ("203.0.113.7", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("203.0.113.7", {"Authorization": f"Bearer {TOKEN}"}, 200),
        ("203.0.113.7", {"Authorization": f"Bearer {TOKEN}x"}, 404),
        ("203.0.113.7", {"Authorization": b"Bearer \xc3\xb1"}, 404),
        ("203.0.113.7", {"Authorization": "member"}, 404),
        ("203.0.113.7", {"Authorization": "moderator"}, 404),
        ("203.0.113.7", {"Authorization": "admin"}, 200),
    ],
)
async def test_who_is_told(host: str, headers: dict[str, Any], status: int) -> None:
    app = create_app(settings=Settings(metrics_token=TOKEN))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, client=(host, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            who = headers.get("Authorization", "")
            if who in list(Standing):
                ana = await World(http).person("ana")
                await app.state.backend.database.write(
                    lambda c: people.set_standing(c, ana.id, Standing(who))
                )
                headers = {"Authorization": ana.headers["Authorization"]}
            answer = await http.get("/metrics", headers=headers)
            assert answer.status_code == status
            if status == 404:
                nowhere = await http.get("/nowhere", headers=headers)
                assert (answer.content, answer.headers) == (nowhere.content, nowhere.headers)


@pytest.mark.parametrize(("token", "code"), [(None, 1), ("short", 2)])
def test_a_useless_token_is_told_before_serving(
    token: str | None, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "token"
    if token is not None:
        path.write_text(token)
    arguments = ["serve", "--database-url", "sqlite://", "--metrics-token-file", str(path)]
    assert main(arguments) == code
    assert str(path) in capsys.readouterr().err
