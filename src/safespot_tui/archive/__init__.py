"""The SQLite file of one account: what the server said, what the user asked for and typed."""
