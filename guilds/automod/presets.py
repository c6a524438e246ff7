"""Small word lists of our own, by Discord's preset numbers. Guilds add theirs as keywords.

Short on purpose: words that are hardly ever meant otherwise. Each is matched like a keyword.
"""

from __future__ import annotations

from typing import Final

PROFANITY: Final = 1
SEXUAL_CONTENT: Final = 2
SLURS: Final = 3

WORDS: Final[dict[int, tuple[str, ...]]] = {
    PROFANITY: (
        "arsehole*", "asshole*", "bastard*", "bitch*", "bollocks", "bullshit*", "cocksucker*",
        "cunt*", "dickhead*", "douchebag*", "dumbass*", "fuck*", "jackass*", "*motherfuck*",
        "piss off", "pissed off", "prick", "shit", "shite", "shithead*", "shitty", "son of a bitch",
        "twat*", "wanker*", "arschloch", "scheisse", "scheiße", "hurensohn", "wichser", "putain",
        "connard", "merde", "gilipollas", "mierda", "cabrón", "cazzo", "stronzo", "caralho",
    ),
    SEXUAL_CONTENT: (
        "anal sex", "blowjob*", "boobs", "bukkake", "creampie*", "cum shot*", "cumshot*", "cumming",
        "deepthroat*", "dildo*", "gangbang*", "handjob*", "hentai", "horny", "masturbat*",
        "milf*", "nude pics", "nudes", "onlyfans", "oral sex", "orgasm*", "porn*", "*porno*",
        "pussy", "rimjob*", "send nudes", "sex chat", "sexting", "threesome*", "xvideos*", "xxx",
    ),
    SLURS: (
        "beaner*", "chink", "chinks", "coon", "coons", "dyke", "dykes", "fag", "fags", "faggot*",
        "gook", "gooks", "kike", "kikes", "kill yourself", "kys", "nigga*", "nigger*", "paki",
        "pakis", "raghead*", "retard", "retarded", "retards", "sandnigger*", "spic", "spics",
        "towelhead*", "tranny", "trannies", "wetback*", "zipperhead*",
    ),
}  # fmt: skip
