"""Pages: text messages to a phone, by any gateway that speaks HTTP, or by Twilio."""
