"""Pushes to browsers: Web Push (RFC 8030), encrypted for one browser (RFC 8291), from a sender
who proves himself by a key of ours (VAPID, RFC 8292)."""
