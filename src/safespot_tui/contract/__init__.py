"""The Global Chat wire contract, as the bundled server speaks it and the client reads it.

One definition for both sides. REST answers are normalised: `ids` in order, `entities` by id. Events
have the envelope of the proposal: `{"event": …, "payload": {"id", "conversation_id", "partial",
"originClientId"}}`; `partial` carries only what changed.
"""
