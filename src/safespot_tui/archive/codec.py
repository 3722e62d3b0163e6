"""Values as bytes, and back."""

from datetime import UTC, datetime, timedelta

from msgspec.msgpack import Decoder, Encoder

from safespot_tui.domain.account import Account
from safespot_tui.domain.case import Case
from safespot_tui.domain.conversation import Conversation
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.intent import OutboxItem
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message
from safespot_tui.domain.report import Report
from safespot_tui.domain.user import User

encode = Encoder().encode
decode_conversation = Decoder(Conversation).decode
decode_member = Decoder(Member).decode
decode_message = Decoder(Message).decode
decode_account = Decoder(Account).decode
decode_case = Decoder(Case).decode
decode_user = Decoder(User).decode
decode_report = Decoder(Report).decode
decode_item = Decoder(OutboxItem).decode
decode_draft = Decoder(Draft).decode

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """A moment as a number that sorts as it does, and loses nothing."""
    return (moment - _EPOCH) // _MICROSECOND
