"""How every model of the contract behaves."""

from pydantic import BaseModel, ConfigDict


class Wire(BaseModel):
    """What a server tells: a field this client does not know yet is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Request(BaseModel):
    """What a client asks: a field the server does not know is the client's mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)
