"""A Zulip server with one channel and one neighbour, as much of it as zulip-terminal asks for.

`ZulipWorld` knows what is asked and answered, `ZulipServer` serves it over HTTP.
"""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

CHANNEL = "bench"
ME, NEIGHBOUR, CHANNEL_ID = 1, 2, 1
VERSION = {"zulip_version": "5.0", "zulip_feature_level": 100}
NOTHING_UNREAD = 10**16
"""The anchor that stands for the end, where everything has been read."""
PATIENCE_SECONDS = 50.0
"""A client that waits for events hears a heartbeat after so long."""

Json = dict[str, Any]

_ZULIPRC = """[api]
email={email}
key=bench
site=http://127.0.0.1:{port}
"""


class ZulipWorld:
    """The channel and what is said in it. May be asked from several threads."""

    def __init__(self, history: Sequence[str]) -> None:
        self._told = threading.Condition()
        self._events: list[Json] = []
        self._messages: list[Json] = []
        for text in history:
            self._say(text, is_read=True)

    def tell(self, text: str) -> None:
        """The neighbour says something in the channel."""
        with self._told:
            message = self._say(text, is_read=False)
            event = {"id": len(self._events), "type": "message", "flags": [], "message": message}
            self._events.append(event)
            self._told.notify_all()

    def answer(self, path: str, fields: Mapping[str, str]) -> Json:
        """The body for a request of the API, whatever its method."""
        match path.removeprefix("/api/v1/").split("/"):
            case ["register"]:
                body = self._everything()
            case ["events"]:
                body = {"events": self._events_after(int(fields["last_event_id"]))}
            case ["messages"]:
                body = self._page(int(fields["num_before"]))
            case ["messages", "flags"]:
                body = {"messages": json.loads(fields["messages"])}
            case ["users", "me", "presence"]:
                body = {"presences": {}}
            case ["users", "me", _, "topics"]:
                body = {"topics": [{"name": CHANNEL, "max_id": len(self._messages)}]}
            case ["server_settings"]:
                body = {"realm_name": "Bench", "realm_uri": "", **VERSION}
            case _:
                body = {}
        return {"result": "success", "msg": "", **body}

    def _say(self, text: str, *, is_read: bool) -> Json:
        message = {
            "id": len(self._messages) + 1,
            "type": "stream",
            "stream_id": CHANNEL_ID,
            "recipient_id": CHANNEL_ID,
            "display_recipient": CHANNEL,
            "subject": CHANNEL,
            "topic_links": [],
            "sender_id": NEIGHBOUR,
            "sender_email": _email(NEIGHBOUR),
            "sender_full_name": "Vecina",
            "content": f"<p>{text}</p>",
            "content_type": "text/html",
            "timestamp": int(time.time()),
            "flags": ["read"] if is_read else [],
            "reactions": [],
            "is_me_message": False,
        }
        self._messages.append(message)
        return message

    def _page(self, before: int) -> Json:
        return {
            "messages": self._messages[-before:],
            "anchor": NOTHING_UNREAD,
            "found_anchor": True,
            "found_newest": True,
        }

    def _events_after(self, event_id: int) -> list[Json]:
        with self._told:
            self._told.wait_for(lambda: len(self._events) > event_id + 1, PATIENCE_SECONDS)
            return self._events[event_id + 1 :] or [{"id": event_id, "type": "heartbeat"}]

    def _everything(self) -> Json:
        """What a client is given when it registers for events."""
        return {
            **VERSION,
            "queue_id": CHANNEL,
            "last_event_id": len(self._events) - 1,
            "max_message_id": len(self._messages),
            "user_id": ME,
            "email": _email(ME),
            "full_name": "Yo",
            "realm_name": "Bench",
            "realm_users": [_person(ME, "Yo"), _person(NEIGHBOUR, "Vecina")],
            "realm_user_groups": [],
            "realm_emoji": {},
            "realm_message_retention_days": -1,
            "cross_realm_bots": [],
            "presences": {},
            "subscriptions": [_CHANNEL],
            "unsubscribed": [],
            "muted_topics": [],
            "starred_messages": [],
            "unread_msgs": {"count": 0, "pms": [], "streams": [], "huddles": [], "mentions": []},
            "twenty_four_hour_time": True,
            "pm_content_in_desktop_notifications": False,
            "user_settings": {"send_private_typing_notifications": False},
        }


class ZulipServer:
    """A `ZulipWorld` on a free port."""

    def __init__(self, history: Sequence[str]) -> None:
        self._world = ZulipWorld(history)
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._world))
        # Often enough that closing is no wait.
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def settle(self, home: Path) -> None:
        """Write the client's settings under `home`; it refuses those that others may read."""
        path = home / "zuliprc"
        path.touch(mode=0o600)
        path.write_text(_ZULIPRC.format(email=_email(ME), port=self._http.server_port))

    def tell(self, text: str) -> None:
        """The neighbour says something in the channel."""
        self._world.tell(text)

    def close(self) -> None:
        """Let nobody in any more."""
        self._http.shutdown()
        self._http.server_close()


def _handler(world: ZulipWorld) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1
        """Head and body leave together."""

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except ConnectionError:
                # Clients are ended in the middle of what they ask.
                self.close_connection = True

        def _reply(self) -> None:
            url = urlsplit(self.path)
            form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            fields = dict(parse_qsl(url.query) + parse_qsl(form))
            body = json.dumps(world.answer(url.path, fields)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = _reply  # noqa: N815 - so http.server calls them

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Nothing belongs on the terminal of the benchmark."""

    return Handler


def _email(user_id: int) -> str:
    return f"user{user_id}@bench"


def _person(user_id: int, name: str) -> Json:
    return {
        "user_id": user_id,
        "email": _email(user_id),
        "full_name": name,
        "is_bot": False,
        "role": 400,
    }


_CHANNEL: Json = {
    "stream_id": CHANNEL_ID,
    "name": CHANNEL,
    "color": "#00ff88",
    "description": "",
    "rendered_description": "",
    "subscribers": [ME, NEIGHBOUR],
    "stream_weekly_traffic": 0,
    "message_retention_days": None,
    "date_created": 0,
    "pin_to_top": False,
    "invite_only": False,
    "is_muted": False,
    "in_home_view": True,
    "is_web_public": False,
    "history_public_to_subscribers": True,
    "desktop_notifications": False,
    "audible_notifications": False,
    "push_notifications": False,
    "email_notifications": False,
}
