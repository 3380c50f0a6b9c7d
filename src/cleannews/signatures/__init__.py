"""
Text to numbers: folding, tokens, shingle hashes, MinHash signatures, specified bit for bit.

:data:`SCHEME` names the whole arithmetic. It travels with every stored signature, and
signatures of another scheme are refused by name.
"""

from cleannews.signatures.fold import SCHEME

__all__ = ["SCHEME"]
