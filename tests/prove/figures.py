"""What a proof reports, and the table of all of them."""

import os
import random
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is to be tried, and with which chance."""

    scale: float
    seed: int

    def count(self, whole: int) -> int:
        """How many of the *whole* of SCALE=1; at least one."""
        return max(1, round(whole * self.scale))

    def chance(self, part: str) -> random.Random:
        """Randomness of one part: the same for the same seed, whatever ran before."""
        return random.Random(f"{self.seed}:{part}")

    @classmethod
    def from_environment(cls) -> "Plan":
        """SCALE and SEED, as `make prove SCALE=0.1 SEED=7` passes them."""
        scale = float(os.environ.get("SCALE") or 1)
        seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
        return cls(scale, seed)


@dataclass(slots=True)
class Figure:
    """One promise: what was tried, what went wrong."""

    part: str
    promise: str
    unit: str
    tried: int = 0
    bad: list[str] = field(default_factory=list)
    note: str = ""
    not_run: str = ""
    seconds: float = 0

    @property
    def holds(self) -> bool:
        """Whether it was tried at all and nothing went wrong."""
        return not self.bad and not self.not_run and self.tried > 0

    @property
    def verdict(self) -> str:
        """One word, or why there is none."""
        if self.not_run:
            return f"not run: {self.not_run}"
        return "holds" if self.holds else f"BROKEN ({len(self.bad)})"


def table(figures: list[Figure]) -> str:
    """All figures as a Markdown table."""
    rows = [
        f"| {f.promise} | {f.tried:,} {f.unit} | {len(f.bad)} | {f.seconds:,.0f} | {f.verdict} |"
        f" {f.note} |"
        for f in figures
    ]
    head = "| promise | figure | misses | seconds | | |\n|---|---:|---:|---:|---|---|"
    return "\n".join([head, *rows])
