"""What is on screen beside what is looked at is followed as closely, and stays unread."""

from tests.sync.chat import C, contents

NAMES = ("uno", "dos", "tres")


async def test_only_what_is_looked_at_is_read(windows, ana) -> None:
    windows.server.user("caro")
    other = windows.server.open("group", "u-ana", "u-beto", "u-caro")
    windows.server.say(other, "u-beto", "hola a todos")
    await windows.until(lambda: ana.store.unread(other) == 1)
    ana.show(C, beside=[other, C])
    windows.server.say(other, "u-beto", "¿hay alguien?")
    windows.server.say(C, "u-beto", "¿estás?")
    await windows.until(lambda: contents(ana)[-1] == "¿estás?")
    assert (ana.store.unread(C), ana.store.unread(other)) == (0, 2)

    ana.show(other, beside=[C, other], keep_unread=True)
    assert ana.store.unread(other) == 2, "its end is not on the screen"
    windows.server.say(C, "u-beto", "¿hola?")
    await windows.until(lambda: ana.store.unread(C) == 1)

    ana.show(other, beside=[C, other])
    assert (ana.store.unread(C), ana.store.unread(other)) == (1, 0)


async def test_the_past_of_all_is_fetched_and_the_gateway_knows_of_them(windows) -> None:
    server = windows.server
    server.user("ana")
    server.user("beto")
    for name in NAMES:
        server.open(name, "u-ana", "u-beto")
        server.say(f"c-{name}", "u-beto", "antes")
        server.say(f"c-{name}", "u-beto", name)
    ana = await windows.open("u-ana")
    assert not any(contents(ana, f"c-{name}") == ["antes", name] for name in NAMES)

    ana.show("c-uno", beside=["c-uno", "c-dos", "c-tres"])

    await windows.until(
        lambda: all(contents(ana, f"c-{name}") == ["antes", name] for name in NAMES)
    )
    gateway = await ana._door.gateway()
    assert gateway.watched[-1] == ("c-uno", "c-dos", "c-tres")
    assert (ana.store.unread("c-uno"), ana.store.unread("c-dos")) == (0, 2)


async def test_who_goes_from_one_to_another_has_only_that_one_filled_again(windows, ana) -> None:
    wall = [C, *(windows.server.open(name, "u-ana", "u-beto") for name in NAMES)]
    await windows.until(lambda: ana.store.conversation("c-tres") is not None)
    filled = []

    async def fill(conversation_id: str) -> None:
        filled.append(conversation_id)

    ana._history.fill = fill
    ana.show(C, beside=wall)
    await windows.until(lambda: filled == wall)
    ana.show("c-dos", beside=wall)
    await windows.until(lambda: len(filled) > len(wall))
    ana.show("c-uno", beside=wall)
    await windows.until(lambda: filled[len(wall) :] == ["c-dos", "c-uno"])
