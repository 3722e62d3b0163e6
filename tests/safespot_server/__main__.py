"""From the command line: `python -m tests.safespot_server --port 3000 --seed`."""

import argparse
import asyncio
import signal

from .seed import PASSWORDS
from .server import SafeSpotServer
from .traps import Traps


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.safespot_server",
        description="A stand-in for the server that SafeSpot runs; keeps everything in memory.",
    )
    parser.add_argument("--port", type=int, default=3000, help="0 lets the system choose")
    parser.add_argument("--seed", action="store_true", help="people, rooms and messages")
    parser.add_argument("--no-traps", action="store_true", help="a server as one would wish it")
    parser.add_argument(
        "--trap",
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help="change one, such as requests=50 or user_heartbeat=1; see traps.py",
    )
    options = parser.parse_args()
    traps = Traps.none() if options.no_traps else Traps()
    try:
        traps = traps.but(**dict(_trap(trap) for trap in options.trap))
    except (TypeError, ValueError) as problem:
        parser.error(str(problem))
    asyncio.run(_serve(traps, port=options.port, seeded=options.seed))


def _trap(words: str) -> tuple[str, float | int | bool]:
    name, _, value = words.partition("=")
    if value in ("true", "false"):
        return name, value == "true"
    return name, float(value) if "." in value else int(value)


async def _serve(traps: Traps, *, port: int, seeded: bool) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with SafeSpotServer(traps, port=port, seeded=seeded) as server:
        print(server.url, flush=True)
        if seeded:
            for alias, password in PASSWORDS.items():
                print(f"{alias.lower()}@example.test {password}", flush=True)
        await ended.wait()


if __name__ == "__main__":
    main()
