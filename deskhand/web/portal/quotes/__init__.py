"""What clients are asked to approve: in the portal, and behind the link of a letter."""
