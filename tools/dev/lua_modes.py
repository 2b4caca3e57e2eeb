"""The modes in which the Lua tests run: one row each, and the only place that knows them.

A mode is Trinity with some settings in its environment. Every mode must print the same bytes.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Mode:
    name: str
    meaning: str
    environment: dict
    slow: float = 1.0  # how many times longer a test may take than in plain mode


MODES = (
    Mode("plain", "as a user runs it", {}),
    Mode("tier1", "the switch interpreter alone", {"TRINITY_TIER": "1"}),
    Mode(
        "tier2",
        "direct-threaded code from the first call on",
        {"TRINITY_TIER": "2", "TRINITY_TIER2_CALLS": "0", "TRINITY_TIER2_LOOPS": "0"},
    ),
    Mode(
        "tier3",
        "native code from the first call on",
        {
            "TRINITY_TIER2_CALLS": "0",
            "TRINITY_TIER2_LOOPS": "0",
            "TRINITY_TIER3_HEAT": "0",
            "TRINITY_TIER3_ROUNDS": "1",
        },
    ),
    Mode(
        "tier3-gc",
        "native code, and a part of a collection at every chance",
        {
            "TRINITY_TIER2_CALLS": "0",
            "TRINITY_TIER2_LOOPS": "0",
            "TRINITY_TIER3_HEAT": "5",
            "TRINITY_TIER3_ROUNDS": "2",
            "TRINITY_GC_STRESS": "3",
        },
        slow=4,
    ),
    Mode(
        "tier3-random",
        "functions move up at any time; native code for x86-64-v2",
        {"TRINITY_TIER_SEED": "20251122", "TRINITY_CPU_LEVEL": "2"},
    ),
    Mode(
        "tier3-early",
        "functions move up at their second call or loop; native code for any x86-64",
        {
            "TRINITY_TIER2_CALLS": "2",
            "TRINITY_TIER2_LOOPS": "1",
            "TRINITY_TIER3_HEAT": "7",
            "TRINITY_TIER3_ROUNDS": "3",
            "TRINITY_CPU_LEVEL": "1",
        },
    ),
    Mode("gc-stress", "a full collection at every chance", {"TRINITY_GC_STRESS": "1"}, slow=6),
    Mode("gc-emergency", "an emergency collection at every allocation", {"TRINITY_GC_STRESS": "2"}, slow=10),
    Mode("gc-slices", "a small part of a collection at every chance", {"TRINITY_GC_STRESS": "3"}, slow=2),
    Mode("counted", "instructions and cache accesses are counted", {"TRINITY_COUNT_SITES": "1"}, slow=6),
    Mode("move-stack", "the stack moves at every chance", {"TRINITY_MOVE_STACK": "1"}, slow=3),
)

MODE_NAMES = tuple(mode.name for mode in MODES)
