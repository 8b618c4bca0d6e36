"""Stories about software: clients are told of a release."""
