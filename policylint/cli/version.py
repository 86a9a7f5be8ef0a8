"""What `policylint --version` prints."""

from __future__ import annotations

import policylint


def describe() -> str:
    """Three lines: policylint's version, the OPA inside it, the digest of the shipped policies."""
    from policylint.engine.embedded import Embedded
    from policylint.errors import EngineError
    from policylint.judging.bundles import digest, installed

    try:
        engine = Embedded()
        opa = engine.opa_version
        engine.close()
    except EngineError as error:
        opa = f"not available: {error}"
    return f"policylint {policylint.__version__}\nOPA {opa}\npolicies {digest([installed()])}"
