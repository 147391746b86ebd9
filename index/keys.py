"""Where does a key stand among sorted ones?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.int64]
Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def find_keys(held: Keys, wanted: Keys) -> tuple[Positions, Mask]:
    """Positions in ``held`` (ascending) of those ``wanted`` that are there, and which of them are.

    >>> find_keys(np.array([2, 5, 7]), np.array([7, 1, 2]))
    (array([2, 0]), array([ True, False,  True]))
    """
    at = np.searchsorted(held, wanted)
    live = at < len(held)
    live[live] = held[at[live]] == wanted[live]
    return at[live], live
