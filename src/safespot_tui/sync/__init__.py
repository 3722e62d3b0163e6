"""The engine: keeps the store true to the server, and takes the user's intents there."""
