"""The live stream: it says that ticket 12 changed, and the page fetches what it may see."""
