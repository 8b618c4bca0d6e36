"""Automation: what is to happen, as data. A macro is a bundle of acts that an agent does at one
stroke; a rule does its acts by itself, when something happens or when a ticket stood for a time.

This room keeps and checks them, and knows what was done. The desk does it (`desk.doing`).
"""
