"""The database that any number of server processes share."""
