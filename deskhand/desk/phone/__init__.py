"""What becomes of telephone calls: what a caller says is added to a ticket, a call is tied to one,
a voicemail becomes one."""
