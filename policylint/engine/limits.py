"""What a policy nobody has read yet may take."""

from __future__ import annotations

from policylint.frozen import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one engine. Where one is passed, the ask that did it is a Fault; where that is not known, the run ends.

    `evaluation` and `load` are seconds of work, `silence` how long the process may say nothing at all before it is
    killed. `memory` is for the values of the whole process, `result` for the messages of one input, `answer` for those
    of one chunk; all three in MiB. An ask that had to be stopped on `timeouts` inputs is not tried again.
    `cores` 0: all there are.
    """

    evaluation: float = 3.0
    load: float = 60.0
    silence: float = 30.0
    memory: int = 1024
    result: float = 4.0
    answer: float = 64.0
    depth: int = 128
    printed: int = 16_384
    timeouts: int = 3
    deaths: int = 5
    cores: int = 0

    def wire(self) -> dict[str, int]:
        """The part that the process itself looks after."""
        return {
            "eval_ms": round(self.evaluation * 1000),
            "load_ms": round(self.load * 1000),
            "memory_mib": self.memory,
            "result_bytes": round(self.result * MIB),
            "chunk_bytes": round(self.answer * MIB),
            "result_depth": self.depth,
            "print_bytes": self.printed,
            "timeouts": self.timeouts,
            "cores": self.cores,
        }

    @property
    def line(self) -> int:
        """The bytes that one line may have: an answer within its limit, and what is around it."""
        return round((self.answer + 2 * self.result + 16) * MIB)
