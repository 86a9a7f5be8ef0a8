"""From the options that sign a record to who signs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.errors import UsageError
from policylint.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.record.ambient import Identity
    from policylint.record.keys import SigningKey


@dataclass(frozen=True, slots=True)
class Signing:
    """The options of the command line, as click gives them."""

    key: str | None
    keyless: bool
    trust: str | None

    def files(self) -> Iterator[tuple[str, str]]:
        """The options that name a file, and the files."""
        yield from (("--sign-key", self.key),) if self.key is not None else ()
        yield from (("--trust-config", self.trust),) if self.trust is not None else ()

    def weigh(self, recorded: bool) -> None:
        """UsageError for options that go without each other, or without a record."""
        if self.key is not None and self.keyless:
            raise UsageError("--sign-key and --sign-keyless are two ways to sign: give one of them")
        if self.trust is not None and not self.keyless:
            raise UsageError("--trust-config goes with --sign-keyless")
        if not recorded and (self.key is not None or self.keyless):
            raise UsageError(f"{'--sign-keyless' if self.keyless else '--sign-key'} goes with --record FILE")

    def signer(self) -> Identity | SigningKey | None:
        """Who signs, or None; UsageError where it is already clear that nobody can."""
        if self.keyless:
            from policylint.record.ambient import Identity

            return Identity(self.trust)
        if self.key is None:
            return None
        from policylint.record.keys import SigningKey

        return SigningKey(self.key)
