"""Software at the desk: products, releases, who is entitled, and what clients are told."""
