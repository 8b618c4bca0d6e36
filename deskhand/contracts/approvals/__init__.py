"""Questions to the authorised persons of a client, answered once: quotes, work beyond what is
prepaid, work that is charged, changes, access."""
