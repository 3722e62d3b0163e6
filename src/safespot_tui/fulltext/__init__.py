"""The index of words that SQLite keeps (FTS5): one for the archive and for the bundled server.

Whoever has a table of messages makes `TABLES`, and triggers on that table which put every message
that can be found into the view `search_documents`, and take out what cannot be found any more: then
no way of writing a row can forget the index. What stood there before is brought in by batches
(`backlog.py`), and `question.py` asks.
"""
