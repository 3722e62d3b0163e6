"""The user's own parts of the inbox, as tabs and by key."""

from safespot_tui.actions.folder import folders_in
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.ids import ConversationId
from safespot_tui.store.patch import DraftPut
from safespot_tui.tui.inbox.filter_tabs import FilterTabs

FOLDERS = folders_in({"Cuadra": "person:tomás unread", "Borradores": "has:draft"})


def tabs(app) -> str:
    return app.screen.query_one(FilterTabs).render_line(0).text


async def test_they_follow_the_tabs_that_every_inbox_has(open_app) -> None:
    async with open_app((240, 40), folders=FOLDERS) as (app, pilot):
        app.screen.query_one(FilterTabs).styles.width = 80
        await pilot.pause()
        names = "All Unread Groups Reports Archived Cuadra Borradores"
        assert app.screen.inbox.tabs.render_line(0).text.split() == names.split()


async def test_a_key_shows_one_and_the_tab_is_seen(open_app) -> None:
    async with open_app(folders=FOLDERS) as (app, pilot):
        await pilot.press("alt+7")
        await pilot.pause()
        assert list(app.screen.inbox.list.ids) == ["c-ana"]
        assert "Borradores" in tabs(app)


async def test_without_folders_it_is_said_where_they_are_made(open_app) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("alt+6")
        await pilot.pause()
        assert [n.message for n in app._notifications] == [
            "You have no such folder. Folders are made in config.toml, under [folders]."
        ]


async def test_what_comes_to_belong_appears(open_app, engine) -> None:
    async with open_app(folders=FOLDERS) as (app, pilot):
        await pilot.press("7")
        engine.store.apply(DraftPut(Draft(ConversationId("c-luz"), "Mañana")))
        await pilot.pause()
        assert list(app.screen.inbox.list.ids) == ["c-ana", "c-luz"]


async def test_what_is_read_stays_until_another_is_opened(open_app, engine) -> None:
    async with open_app(folders=FOLDERS) as (app, pilot):
        inbox = app.screen.inbox.list
        for key in ("alt+6", "alt+2"):
            engine.set_flags(ConversationId("c-cuadra"), marked_unread=True)
            engine.set_flags(ConversationId("c-futbol"), marked_unread=True)
            await pilot.press(key)
            await pilot.pause()
            inbox.select(ConversationId("c-cuadra"))
            await pilot.press("enter")
            await pilot.pause()
            assert "c-cuadra" in inbox.ids
            assert inbox.selected == "c-cuadra"
            app.screen.open(ConversationId("c-futbol"))
            assert "c-cuadra" not in inbox.ids
            assert "c-futbol" in inbox.ids


async def test_what_does_not_belong_is_not_shown_because_it_is_open(open_app) -> None:
    async with open_app(folders=FOLDERS) as (app, pilot):
        app.screen.open(ConversationId("c-luz"))
        await pilot.press("alt+7")
        await pilot.pause()
        assert list(app.screen.inbox.list.ids) == ["c-ana"]
