"""Auto moderation without a database: what matches a text, and what follows from it.

https://discord.com/developers/docs/resources/auto-moderation. Rules are compiled once per
version of a guild and then asked about every message, so matching must be fast on what matches
nothing, and its time linear in the text whatever a rule's author wrote.
"""
