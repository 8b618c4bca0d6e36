"""Who is who: organizations, sites, persons, addresses, memberships, agents and teams.

A `User` is credentials and nothing else. A `Person` is somebody, with or without an address,
in none, one or several organizations. An `Agent` is a person who works for the provider.
"""
