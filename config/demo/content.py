"""Who lives in the demo guild, and what they said.

A small club of people who repair, build and bake things. Lines are (speaker, text); a line may
be a reply (``"> "`` in front: to the line before it) and may carry reactions after ``" || "``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Person:
    username: str
    global_name: str
    roles: tuple[str, ...] = ()
    bio: str = ""
    colour: int = 0x8A6D3B


OWNER: Final = Person("maren", "Maren Holt", ("Keeper",), "Keeps the lights on.", 0xD9733A)
PEOPLE: Final = (
    Person("tobias", "Tobias", ("Steward",), "Wood, mostly oak. Sometimes regret.", 0x4B7F52),
    Person("yuki.t", "Yuki", ("Steward",), "she/her · soldering since 2009", 0x7A5BA8),
    Person("olaoluwa", "Olaoluwa", ("Maker",), "Bikes and bread.", 0x2F6F9F),
    Person("ines_m", "Inês", ("Maker",), "Ceramics. I answer slowly.", 0xB0475A),
    Person("pawel", "Paweł", ("Maker",), "", 0x5A6F7F),
    Person("noor", "Noor", ("Maker",), "Printing on paper, by hand.", 0xC08A2E),
    Person("gil", "Gil", (), "here for the sourdough", 0x3F8F8B),
    Person("anouk", "Anouk", (), "", 0x8F4F8B),
    Person("ben.z", "Ben", (), "Ask me about radios", 0x6B7F3A),
    Person("lucia", "Lucía", (), "", 0xA35C3C),
    Person("haruto", "Haruto", (), "clocks, watches, things that tick", 0x455F9F),
    Person("farida", "Farida", (), "", 0x96733F),
)


@dataclass(frozen=True, slots=True)
class RoleSpec:
    name: str
    color: int = 0
    hoist: bool = False
    mentionable: bool = False
    permissions: tuple[str, ...] = ()


# From the top of the list down; the bot's own role comes above all of them.
ROLES: Final = (
    RoleSpec("Keeper", 0xD9733A, hoist=True, permissions=("ADMINISTRATOR",)),
    RoleSpec(
        "Steward",
        0x5FA777,
        hoist=True,
        mentionable=True,
        permissions=(
            "KICK_MEMBERS",
            "BAN_MEMBERS",
            "MANAGE_MESSAGES",
            "MODERATE_MEMBERS",
            "MANAGE_NICKNAMES",
            "VIEW_AUDIT_LOG",
        ),
    ),
    RoleSpec("Maker", 0x6FA3D8, hoist=True, mentionable=True),
    RoleSpec("Evening class", 0xC9A3E8, mentionable=True),
)


@dataclass(frozen=True, slots=True)
class ChannelSpec:
    name: str
    kind: str = "text"
    topic: str | None = None
    category: str | None = None
    # Names of roles that alone may see it; empty: everyone.
    only: tuple[str, ...] = ()
    read_only: bool = False
    slowmode: int = 0
    lines: tuple[tuple[str, str], ...] = field(default=())


WELCOME: Final = (
    (
        "maren",
        "**Welcome to the Lantern Workshop.** We repair, build and bake things, and we write down how. || 🏮 ❤️",
    ),
    (
        "maren",
        "Three house rules:\n1. Be kind, and be specific.\n2. Ask before you take something apart that is not yours.\n3. Clean the bench you leave.",
    ),
    ("maren", "Stewards are the people in green. Write to any of them when something is wrong."),
)
NEWS: Final = (
    ("maren", "The kiln is back from inspection. Bookings open tonight at 20:00. || 🎉 🔥"),
    (
        "tobias",
        "New rule for the table saw: nobody under two coffees. Also, a **second push stick** now hangs beside it.",
    ),
    ("maren", "Open evening on the **first Friday** of the month. Bring something broken. || 🙌"),
    (
        "yuki.t",
        "We now own a proper microscope for soldering. It is on the grey bench, please put the cover back on. || 🔬 ❤️",
    ),
    (
        "maren",
        "Accounts for last year are on the notice board. Short version: we are fine, and we bought too much sandpaper.",
    ),
)
GENERAL: Final = (
    ("gil", "morning everyone"),
    ("anouk", "morning! is the door code still the old one?"),
    ("tobias", "> It changed on Monday, look in your mail. || 👍"),
    ("anouk", "found it, thank you"),
    (
        "olaoluwa",
        "I brought two loaves, they are next to the kettle. One is 80 % rye, do not use it as a door stop. || 🍞 😂",
    ),
    ("gil", "> this is the best message I have read all week"),
    ("ines_m", "The blue glaze came out green again. I have decided that I like green."),
    ("noor", "> That is called a *process*. || 😄"),
    (
        "ben.z",
        "Does anybody have a 3.5 mm jack, mono, panel mount? I swear I own forty of them and cannot find one.",
    ),
    ("yuki.t", "> Second drawer from the top, box that says NOT JACKS. || 🕵️"),
    ("ben.z", "> of course it does"),
    ("lucia", "How does the laundry for shop towels work? Asking because I used four."),
    (
        "tobias",
        "Bag by the sink. Whoever fills it takes it home once. It is fair because we are all equally lazy.",
    ),
    (
        "haruto",
        "The wall clock now loses less than two seconds a week. You may all stop being late.",
    ),
    ("maren", "> Thank you, Haruto. I had no excuse left anyway. || ⏰"),
    ("pawel", "Question for those who know: is the big compressor supposed to sound like a goose?"),
    ("olaoluwa", "> Only when the drain valve is open"),
    ("pawel", "It was open. Goose is gone. || 🪿"),
    ("farida", "Hello, first message! Noor told me about this place. I do bookbinding."),
    ("noor", "Welcome, Farida! || 👋 ❤️ 🎉"),
    ("maren", "> Welcome! Come on Thursday, I will show you round."),
    (
        "gil",
        "how long does bookbinding glue take to dry, for a friend who glued his sketchbook shut",
    ),
    ("farida", "> Tell your friend: a thin knife, patience, and less glue. || 😂 👏"),
    ("anouk", "Who left the tiny screwdriver with the orange handle on the window sill?"),
    ("haruto", "Mine! I have been looking for it for three days. I owe you a coffee."),
    (
        "tobias",
        "Reminder that the timber delivery comes tomorrow between 9 and 11. I need four hands that belong to two people.",
    ),
    ("pawel", "I can be one of the two people"),
    ("olaoluwa", "I am the other one || 💪"),
    ("lucia", "Has someone tried the new café across the street?"),
    ("ines_m", "Yes. Coffee 7/10, chairs 2/10, dog 11/10. || 🐕"),
    (
        "ben.z",
        "The radio from the attic works. It only receives one station, and that one only plays waltzes.",
    ),
    ("yuki.t", "> Please leave it exactly like this."),
    ("maren", "> Seconded. || 💃"),
)
HELP: Final = (
    ("lucia", "My sewing machine skips every tenth stitch or so. New needle already."),
    ("noor", "Is the needle in the right way round? Flat side to the back."),
    ("lucia", "> It was not. I would like to delete this conversation. || 😄"),
    ("noor", "> It stays, as a monument"),
    ("gil", "What would you use to seal a wooden butcher block?"),
    (
        "tobias",
        "Mineral oil first, three thin coats over three days, then oil and beeswax 4:1. Not olive oil, it goes rancid. || 👍",
    ),
    ("gil", "> perfect, thank you"),
    ("anouk", "Bike question: the front disc rubs, but only when I turn left."),
    (
        "olaoluwa",
        "Loosen both caliper bolts, squeeze the brake, tighten while squeezing. If it still rubs, the wheel is not seated.",
    ),
    ("anouk", "> It was the wheel. I rode like that for a month."),
    (
        "ben.z",
        "Anyone here who can read this? The register never latches:\n```python\ndef latch(bus):\n    for bit in range(8):\n        bus.write(bit & 1)\n    bus.strobe()\n```",
    ),
    ("yuki.t", "> You write the lowest bit of the *index*. You want `(value >> bit) & 1`."),
    ("ben.z", "> I have been staring at this since lunch || 🤦"),
    ("haruto", "For a mainspring of 1.2 mm, would you use the larger arbor?"),
    ("pawel", "I do not even know what I would answer with"),
    ("haruto", "> That is all right. I answered it myself: yes."),
    ("farida", "Where do we keep the bone folders?"),
    ("noor", "Paper corner, tall jar, under the brushes."),
    ("ines_m", "Kiln shows E-14. The manual says “see manual”."),
    (
        "yuki.t",
        "> Thermocouple. It has a loose screw on the back, top left. Switch it off first. || ⚠️",
    ),
    ("ines_m", "> Fixed. You are a wizard."),
)
SHOW: Final = (
    ("ines_m", "Six cups, one handle each, as promised. [image: Cups on the rack] || 😍 👏 🔥"),
    (
        "tobias",
        "The bench is finished. Oak, no screws, one swear word per joint. [image: Bench in oak] || 🪵 👏",
    ),
    ("noor", "Test prints for the autumn poster. Which one? [image: Poster, first proof] || 🍂"),
    ("gil", "> The first. The red one looks like a warning."),
    (
        "olaoluwa",
        "New frame colour. It is called “wet road at six in the morning”. [image: Frame after paint] || 🚲 ❤️",
    ),
    (
        "haruto",
        "A movement from 1911, after two months. [image: Movement before and after] || 🤯 ⏰",
    ),
    (
        "farida",
        "My first coptic binding that closes flat [image: Notebook, coptic binding] || 👏 ❤️",
    ),
    ("ben.z", "The waltz radio got a new front. [image: Radio front panel] || 📻"),
)
OFFTOPIC: Final = (
    ("gil", "what is everyone reading"),
    (
        "anouk",
        "A book about moss. It is better than it sounds. It is also exactly what it sounds like. || 🌿",
    ),
    ("noor", "The dictionary of a language I do not speak"),
    ("haruto", "> Which one?"),
    ("noor", "> Welsh. For no reason at all."),
    ("lucia", "It rains sideways here"),
    ("pawel", "> same. My umbrella resigned. || 🌧️ 😂"),
    ("ben.z", "73 to whoever answered my call on forty metres last night"),
    ("yuki.t", "I counted: we own eleven kinds of tape."),
    ("tobias", "> Twelve. I have the good one at home. || 🤫"),
    ("olaoluwa", "🍞🥐🥖"),
    ("gil", "> finally someone speaks my language"),
    ("ines_m", "يوم جميل للجميع, learned that from Farida today"),
    ("farida", "> ما شاء الله! Your accent is better than mine. || ❤️"),
    ("anouk", "Is a wheel that you cannot remove still a wheel"),
    ("haruto", "> That is a question for help, or for a philosopher"),
)
STAFF: Final = (
    ("maren", "Budget for the dust extraction: 1 400. I think we should do it."),
    ("tobias", "> Yes. My lungs vote yes too."),
    ("yuki.t", "Agreed. Shall I ask for a second offer?"),
    ("maren", "> Please do. Until Friday is fine. || 👍"),
    ("yuki.t", "One report about a rude message on Tuesday. I talked to both, it is settled."),
)

CATEGORIES: Final = ("House", "Benches", "Stewards", "Rooms")
CHANNELS: Final = (
    ChannelSpec("welcome", topic="Start here", category="House", read_only=True, lines=WELCOME),
    ChannelSpec("news", topic="What everybody should know", category="House", read_only=True, lines=NEWS),
    ChannelSpec("general", topic="The long table. Anything goes that you would say aloud.", category="House", lines=GENERAL),
    ChannelSpec("help", topic="Ask. Nobody was born knowing which way the needle goes.", category="Benches", lines=HELP),
    ChannelSpec("show-and-tell", topic="Pictures of things, finished or not", category="Benches", lines=SHOW),
    ChannelSpec("off-topic", category="Benches", lines=OFFTOPIC),
    ChannelSpec("stewards", topic="Not secret, just boring", category="Stewards", only=("Steward",), lines=STAFF),
    ChannelSpec("Long table", kind="voice", category="Rooms"),
    ChannelSpec("Quiet corner", kind="voice", category="Rooms"),
)  # fmt: skip
# Ordinary members and bots may write in these; `demo --json` lists them.
OPEN_CHANNELS: Final = ("general", "help", "show-and-tell", "off-topic")

# What people say in between, so that there is something to scroll through.
SMALL_TALK: Final = (
    "Is anyone at the workshop right now?",
    "On my way, ten minutes.",
    "The big vice is free again.",
    "Thank you, that worked.",
    "I will be there on Saturday.",
    "Who has the key to the paint cupboard?",
    "It is on the hook behind the door.",
    "Sandpaper P120 is nearly gone, I put it on the list.",
    "Kettle is on.",
    "Does somebody need the lathe this afternoon?",
    "Not me, go ahead.",
    "I measured twice and it is still wrong.",
    "That happens to the best of us.",
    "Left some offcuts in the box, help yourselves.",
    "Taking the small oak pieces, thanks!",
    "The light above the grey bench flickers.",
    "Changed the tube, it should be fine now.",
    "Anybody up for pizza around eight?",
    "Yes please, the one without pineapple.",
    "Ordering at half past seven.",
    "I finally understand how the dovetail jig works.",
    "Please show me next week, I do not.",
    "Found a set of keys with a blue ribbon.",
    "Those are mine, thank you so much.",
    "Window in the back was open overnight, please check when you leave last.",
    "Sorry, that was me.",
    "Delivery of clay arrived, twelve bags.",
    "I can carry four, then my back wants a word.",
    "Printed the new labels for the drawers.",
    "They look great.",
)
