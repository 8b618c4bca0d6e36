"""The doors for programs: REST with a published schema, and mail by HTTP."""
