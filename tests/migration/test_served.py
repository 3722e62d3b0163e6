"""The new server itself, on the tables of a migration."""

import hashlib
import json

import httpx

from safespot_tui.migration.legacy_schema import NEW_SCHEMA
from safespot_tui.migration.phases import Phase
from safespot_tui.server.serve import serving

from .conftest import Town

TOKEN = "a token that Beto has"


async def test_old_messages_reach_new_clients_and_new_ones_old_readers(town: Town) -> None:
    town.talk("hola")
    town.reach(Phase.GLOBAL_INBOX)
    beto, digest = str(town.beto), hashlib.sha256(TOKEN.encode()).hexdigest()
    accounts, sessions = f"{NEW_SCHEMA}.accounts", f"{NEW_SCHEMA}.sessions"
    town.old.ask(f"INSERT INTO {accounts} VALUES (%s, 'beto@example.org', 'unused')", beto)
    town.old.ask(f"INSERT INTO {sessions} VALUES (%s, %s, 0)", digest, beto)
    path = f"options=-csearch_path%3D{NEW_SCHEMA}"
    async with (
        serving(f"{town.url}{'&' if '?' in town.url else '?'}{path}") as url,
        httpx.AsyncClient(
            base_url=url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10
        ) as http,
    ):
        snapshot = (await http.get("/sync")).json()
        [conversation] = snapshot["entities"]["conversations"].values()
        assert conversation["id"] == str(town.room)
        cursor = {"Last-Event-ID": snapshot["cursor"]}
        [said] = town.talk("desde lo viejo")
        async with http.stream("GET", "/events", headers=cursor) as stream:
            data = (line async for line in stream.aiter_lines() if line.startswith("data: "))
            payload = json.loads((await anext(data)).removeprefix("data: "))["payload"]
        assert (payload["id"], payload["partial"]["content"]) == (str(said), "desde lo viejo")
        asked = {"client_message_id": str(said), "content": "desde lo nuevo"}
        answer = await http.post(f"/conversations/{town.room}/messages", json=asked)
        assert answer.status_code == 201, answer.text
    assert town.old.contents(town.room) == ["hola", "desde lo viejo", "desde lo nuevo"]
    assert town.verify().clean
