"""The database in one file, for a server that is one process."""
