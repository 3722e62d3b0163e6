"""The Textual app: shows what the store holds, and decides nothing about chat."""
