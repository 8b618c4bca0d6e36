"""Finding things by their words: one question, two engines (SQLite FTS5, PostgreSQL tsvector).

The index holds an *entry* for each thing: the words of its title, names, texts and notes, and
*marks* that say whose it is. Marks only keep a search short; what a reader gets is decided by
`visible_to` in the same statement. Entries follow the journal within about a second.
"""
