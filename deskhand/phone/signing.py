"""The name under which the secret lies with which telephone systems sign."""

SIGNED_WITH = "phone.signing"
