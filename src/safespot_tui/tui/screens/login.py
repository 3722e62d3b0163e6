"""Who the user is, on which server."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Input

from safespot_tui.actions.action import Place
from safespot_tui.actions.key_words import key_name
from safespot_tui.actions.registry import ACTIONS, keys_of
from safespot_tui.actions.way_in import Invited, NewAccount, Password, WayIn, WithoutAccount
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.address import BadAddress
from safespot_tui.gateway.errors import GatewayError, Rejected, Unreachable
from safespot_tui.i18n import _
from safespot_tui.tui.host import app_of, host_of
from safespot_tui.tui.screens.dialog import FORM_CSS, Field, Words
from safespot_tui.tui.screens.replaceable import Replaceable


class LoginField(Field):
    """A field into which more than its own may be pasted: “address, Tab, password”."""

    class Overflowed(Message):
        """What was pasted goes on in the next fields."""

        def __init__(self, field: "LoginField", parts: Sequence[str]) -> None:
            super().__init__()
            self.field = field
            self.parts = parts

    def on_paste(self, event: events.Paste) -> None:
        """Take what is before the first tab or line break: the rest may be a password."""
        own, *parts = map(safe_line, re.split(r"[\t\r\n]+", event.text.strip()))
        event.stop()
        event.prevent_default()
        self.replace(own, *self.selection)
        if parts:
            self.post_message(self.Overflowed(self, parts))


class Purpose(StrEnum):
    """How somebody wants to come in."""

    LOG_IN = "log in"
    REGISTER = "register"
    NO_ACCOUNT = "no account"
    INVITED = "invited"


_BY_PASSWORD = {Purpose.LOG_IN, Purpose.REGISTER}


class LoginScreen(Replaceable):
    """Server, e-mail and password; to register an alias too, or an invitation, which brings one;
    without an account, an alias alone.

    ::

        filling ──Enter──▶ asking ──▶ (the app shows the account)
           ▲                  │
           └── a sentence ◀───┘ refused, or no answer
    """

    DEFAULT_CSS = (
        """
    LoginScreen {
        align: center middle;
        background: $background;
        & > #box {
            width: 58;
            max-width: 94%;
            height: auto;
            max-height: 100%;
            padding: 1 3;
            background: $surface;
            border: round $border;
            scrollbar-size-vertical: 1;
        }
        #brand { color: $primary; text-style: bold; width: 100%; text-align: center; }
        #purpose { color: $foreground 65%; width: 100%; text-align: center; margin-bottom: 1; }
    """
        + FORM_CSS
        + """
        #sentence { color: $error; height: auto; margin-top: 1; }
        #sentence.-asking { color: $foreground 65%; }
        .more { margin-top: 0; }
        &.-low #box, &.-middle #box { padding: 0 3; }
        &.-low #purpose, &.-middle #purpose { margin: 0; }
        &.-middle .hint { margin: 0; }
        &.-low .hint { display: none; }
    }
    """
    )
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-middle"), (28, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("f2", "change_purpose", show=False),
        Binding("f3", "without_account", show=False),
        Binding("f4", "with_invitation", show=False),
        Binding("f9", "change_theme", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    AUTO_FOCUS = ""

    def __init__(self, server: str, email: str) -> None:
        super().__init__()
        self._bindings = BindingsMap.merge([self._bindings, BindingsMap(_quit_bindings())])
        self._chosen = Purpose.LOG_IN
        self._proposed = server, email
        self._server = LoginField(placeholder="https://…", id="server")
        self._email = LoginField(placeholder=_("you@example.org"), id="email")
        self._password = LoginField(password=True, id="password")
        self._alias = LoginField(placeholder=_("How your neighbours will see you"), id="alias")
        self._invitation = LoginField(placeholder=_("The code that you were sent"), id="invitation")
        self._sentence = Words(id="sentence")
        self._go = Button(Content(""), id="go", variant="primary", compact=True)
        self._other = Button(Content(""), id="other", compact=True)
        self._without = Button(Content(""), id="without", compact=True)
        self._invited = Button(Content(""), id="invited", compact=True)
        self._purpose = Words(id="purpose")

    def compose(self) -> ComposeResult:
        """A box in the middle."""
        alias = [Words(_("Alias"), classes="label alias"), self._alias]
        invitation = [Words(_("Invitation"), classes="label invitation"), self._invitation]
        yield VerticalScroll(
            Words("◉ SafeSpot", id="brand"),
            self._purpose,
            Words(_("Server"), classes="label"),
            self._server,
            Words(_("E-mail"), classes="label account"),
            self._email,
            Words(_("Password"), classes="label account"),
            self._password,
            *alias,
            *invitation,
            self._sentence,
            Horizontal(self._go, self._other, classes="buttons"),
            Horizontal(self._without, self._invited, classes="buttons more"),
            Words(
                _("Tab next · Enter goes on · {key} quits").format(key=key_name(_quit_keys()[0])),
                classes="hint",
            ),
            id="box",
            can_focus=False,
        )

    def on_mount(self) -> None:
        """Begin at the first thing that is missing."""
        self._server.value, self._email.value = self._proposed
        self._show_purpose()
        self._sentence.display = False
        self._begin_at_what_is_missing()

    def _begin_at_what_is_missing(self) -> None:
        missing = (field for field in self._fields() if not field.value)
        # At once, unlike `focus`: the next key may be waiting already.
        self.set_focus(next(missing, self._fields()[-1]))

    def _fields(self) -> list[LoginField]:
        account = [self._server, self._email, self._password]
        match self._chosen:
            case Purpose.LOG_IN:
                return account
            case Purpose.REGISTER:
                return [*account, self._alias]
            case Purpose.NO_ACCOUNT:
                return [self._server, self._alias]
            case Purpose.INVITED:
                return [*account, self._invitation]

    def _show_purpose(self) -> None:
        match self._chosen:
            case Purpose.LOG_IN:
                says, goes = _("Log in to talk with your neighbours"), _("Log in")
            case Purpose.REGISTER:
                says, goes = _("Create an account"), _("Create account")
            case Purpose.NO_ACCOUNT:
                says, goes = _("Without an account you are only you on this machine"), _("Go in")
            case Purpose.INVITED:
                says, goes = _("An account for who you are here already"), _("Create account")
        self._purpose.say(says)
        self._go.label = Content(goes)
        new = self._chosen is Purpose.LOG_IN
        self._other.label = Content(_("I am new here") if new else _("I have an account"))
        self._without.label = Content(_("Without an account"))
        self._invited.label = Content(_("I was invited"))
        self._without.display = self._chosen is not Purpose.NO_ACCOUNT
        self._invited.display = self._chosen is not Purpose.INVITED
        fields = self._fields()
        for widgets, field in (
            (".alias, #alias", self._alias),
            (".invitation, #invitation", self._invitation),
            (".account, #email, #password", self._email),
        ):
            for widget in self.query(widgets).results(Widget):
                widget.display = field in fields

    # ---------------------------------------------------------------------------- filling

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go on, or change between logging in and registering."""
        event.stop()
        match event.button.id:
            case "go":
                self._submit()
            case "without":
                self.action_without_account()
            case "invited":
                self.action_with_invitation()
            case _:
                self.action_change_purpose()

    def action_change_purpose(self) -> None:
        """From logging in to registering, and back."""
        new = self._chosen is Purpose.LOG_IN
        self._choose(Purpose.REGISTER if new else Purpose.LOG_IN)

    def action_without_account(self) -> None:
        """Nothing but an alias."""
        self._choose(Purpose.NO_ACCOUNT)

    def action_with_invitation(self) -> None:
        """An account for somebody whom the server knows already."""
        self._choose(Purpose.INVITED)

    def _choose(self, purpose: Purpose) -> None:
        self._chosen = purpose
        self._show_purpose()
        self._say("")
        self._begin_at_what_is_missing()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """To the next thing that is missing; with nothing missing, go on."""
        event.stop()
        fields = self._fields()
        following = fields[[field.id for field in fields].index(event.input.id) + 1 :]
        missing = next((field for field in following if not field.value), None)
        if missing is not None:
            self.set_focus(missing)
        else:
            self._submit()

    def on_login_field_overflowed(self, event: "LoginField.Overflowed") -> None:
        """Each pasted part into the next field; what is left of them is nobody's."""
        event.stop()
        fields = self._fields()
        following = fields[fields.index(event.field) + 1 :]
        for field, part in zip(following, event.parts, strict=False):
            field.value = part
            field.cursor_position = len(part)
            self.set_focus(field)

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was said is about something else now."""
        event.stop()
        self._say("")

    def _say(self, sentence: str, *, asking: bool = False) -> None:
        self._sentence.set_class(asking, "-asking")
        self._sentence.say(sentence)
        self._sentence.display = bool(sentence)

    # ---------------------------------------------------------------------------- asking

    def _submit(self) -> None:
        fields = self._fields()
        missing = next((field for field in fields if not field.value.strip()), None)
        if missing is not None:
            self.set_focus(missing)
            self._say(self._missing_words(missing))
            return
        self._set_asking(asking=True)
        self._say(_("Asking the server…"), asking=True)
        self._log_in()

    def _missing_words(self, field: Input) -> str:
        """Which thing is missing, as a sentence."""
        if field is self._server:
            return _("Which server? Its address is missing.")
        if field is self._email:
            return _("Your e-mail address is missing.")
        if field is self._password:
            return _("Your password is missing.")
        if field is self._invitation:
            return _("Your invitation is missing: whoever runs the server sends it.")
        return _("Your alias is missing: it is how your neighbours will see you.")

    def _set_asking(self, *, asking: bool) -> None:
        for button in self.query(Button):
            button.disabled = asking
        for field in self._fields():
            field.disabled = asking

    @work(exclusive=True, group="login")
    async def _log_in(self) -> None:
        host = host_of(self)
        try:
            open_engine = await host.launch.log_in(self._server.value.strip(), self._way_in())
        except GatewayError as error:
            self._set_asking(asking=False)
            self._say(error.reason)
            self._field_of(error).focus()
            return
        host.logged_in(open_engine)

    def _field_of(self, error: GatewayError) -> LoginField:
        """Where to mend what was refused."""
        if isinstance(error, BadAddress | Unreachable):
            return self._server
        last = self._password if self._chosen in _BY_PASSWORD else self._fields()[-1]
        if not isinstance(error, Rejected):
            return last
        about = error.code.partition("_")[0]
        return next((field for field in self._fields() if field.id == about), last)

    def _way_in(self) -> WayIn:
        email, password = self._email.value.strip(), self._password.value
        match self._chosen:
            case Purpose.LOG_IN:
                return Password(email, password)
            case Purpose.REGISTER:
                return NewAccount(email, password, safe_line(self._alias.value))
            case Purpose.NO_ACCOUNT:
                return WithoutAccount(safe_line(self._alias.value))
            case Purpose.INVITED:
                return Invited(email, password, self._invitation.value.strip())

    def action_leave(self) -> None:
        """Back to what was open, if anything was."""
        host_of(self).leave_login()

    def action_quit(self) -> None:
        """Leave the program."""
        app_of(self).exit()

    def action_change_theme(self) -> None:
        """Change between dark and light."""
        host_of(self).next_theme()


def _quit_keys() -> Sequence[str]:
    """Those that count while one fills in; there has to be one."""
    placed = keys_of(ACTIONS["app.quit"])
    return [key for place, key in placed if place is Place.ANYWHERE] or ["f10"]


def _quit_bindings() -> Sequence[BindingType]:
    return [Binding(key, "quit", show=False) for key in _quit_keys()]
