"""Five things that must never happen in a client, looked for in what happens."""
