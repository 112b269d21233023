"""The parameters that make what was seen most likely: positive numbers, found along an analytic gradient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_BOUND = 14.0  # of a parameter's logarithm: where the likelihood only creeps on, the search ends here
_SCOUTED = 20  # steps from each start, before the best one is followed to its end
_OPTIONS = {"maxiter": 2000, "ftol": 1e-14, "gtol": 1e-9}


def most_likely(
    likelihood: Callable[[Floats], tuple[float, Floats]], starts: Sequence[Sequence[float]], seen: float
) -> list[float]:
    """Return the best parameters found from any of ``starts``.

    ``likelihood`` gives the logarithm and its gradient; it is searched in the logarithms of the parameters by L-BFGS-B,
    divided by how many were ``seen``, so that the search ends at the same precision for any number.
    """
    import numpy as np
    from scipy.optimize import minimize

    def loss(logs: Any) -> Any:
        parameters = np.exp(logs)
        value, gradient = likelihood(parameters)
        return -value / seen, -gradient * parameters / seen

    bounds = [(-_BOUND, _BOUND)] * len(starts[0])
    search: Any = partial(minimize, loss, jac=True, method="L-BFGS-B", bounds=bounds)
    scouts = [search(np.log(start), options={**_OPTIONS, "maxiter": _SCOUTED}) for start in starts]
    best = search(min(scouts, key=lambda found: float(found.fun)).x, options=_OPTIONS)
    return [float(each) for each in np.exp(best.x)]
