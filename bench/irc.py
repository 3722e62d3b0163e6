"""An IRC server with one channel and one neighbour, as much of it as weechat and irssi need."""

import socket
import threading
from collections.abc import Sequence
from pathlib import Path

CHANNEL = "#bench"
NICK = "me"
_NEIGHBOUR = ":vecina!vecina@bench"

_WEECHAT = """[server]
bench.addresses = "127.0.0.1/{port}"
bench.ssl = off
bench.tls = off
bench.nicks = "me"
bench.autoconnect = on
bench.autojoin = "#bench"
"""
_IRSSI = """servers = (
  {{ address = "127.0.0.1"; port = "{port}"; chatnet = "bench"; autoconnect = "yes"; }}
);
chatnets = {{ bench = {{ type = "IRC"; }}; }};
channels = ({{ name = "#bench"; chatnet = "bench"; autojoin = "yes"; }});
windows = {{ 1 = {{ items = (
  {{ type = "CHANNEL"; chat_type = "IRC"; name = "#bench"; tag = "bench"; }}
); }}; }};
settings = {{ core = {{ real_name = "me"; user_name = "me"; nick = "me"; }}; }};
"""


class IrcServer:
    """Serves one client at a time; whoever joins is told the history first."""

    def __init__(self, history: Sequence[str]) -> None:
        self._history = history
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._client: socket.socket | None = None
        threading.Thread(target=self._serve, daemon=True).start()

    def settle(self, home: Path) -> None:
        """Write settings for both clients under `home`."""
        for name, text in (("weechat/irc.conf", _WEECHAT), ("irssi/config", _IRSSI)):
            path = home / name
            path.parent.mkdir(parents=True)
            path.write_text(text.format(port=self.port))

    def tell(self, text: str) -> None:
        """The neighbour says something in the channel."""
        if self._client is None:
            raise AssertionError("nobody is there")
        self._client.sendall(f"{_NEIGHBOUR} PRIVMSG {CHANNEL} :{text}\r\n".encode())

    def close(self) -> None:
        """Let nobody in any more."""
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with client, client.makefile("r", encoding="utf-8", errors="replace") as lines:
                try:
                    for line in lines:
                        self._answer(client, line.split())
                except OSError:
                    continue

    def _answer(self, client: socket.socket, words: list[str]) -> None:
        match words:
            case ["CAP", "LS", *_]:
                replies = [":bench CAP * LS :"]
            case ["USER", *_]:
                replies = [f":bench {code} {NICK} :welcome" for code in ("001", "422")]
            case ["PING", token, *_]:
                replies = [f":bench PONG bench {token}"]
            case ["JOIN", *_]:
                self._client = client
                replies = [
                    f":{NICK}!me@bench JOIN {CHANNEL}",
                    f":bench 353 {NICK} = {CHANNEL} :{NICK} vecina",
                    f":bench 366 {NICK} {CHANNEL} :end",
                    *(f"{_NEIGHBOUR} PRIVMSG {CHANNEL} :{text}" for text in self._history),
                ]
            case _:
                return
        client.sendall("".join(f"{reply}\r\n" for reply in replies).encode())
