"""Finding messages: what may be asked, what somebody may find, and the query itself.

One table answers it all (``messaging.models.search``). A row's vector holds the words of a
message and, as lexemes that begin with "#", marks of everything else that can be asked for:
who wrote it and where, whom it mentions, what it has. A search is therefore one condition on one
index, whose rarest part is looked at first: a rare word in a large guild, a common one in the few
channels that somebody sees, a member's pictures. For what is common PostgreSQL walks back from
the newest row instead. Nothing is counted beyond the furthest page there is.
"""
