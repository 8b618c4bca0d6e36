"""Forms of request types as they are filled in: what was said is checked, kept and corrected."""
