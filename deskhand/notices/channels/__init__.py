"""The ways by which notices leave the desk, each in a folder of its own: mail, push, page.

The bell is none of them: what stands in it has been told. To add a way, copy a folder, and name
it in `choosing`.
"""
