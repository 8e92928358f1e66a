"""Parts of the product that acts wait for and that are not built yet. An act of such a part is done and reported, not judged.

To switch acts on: take the part's line out. Empty once everything is built.
"""

NOT_BUILT: dict[str, str] = {}
