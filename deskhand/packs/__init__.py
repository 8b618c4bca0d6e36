"""Service packs as data files, their loader and checker; and the demo provider."""
