from collections.abc import Sequence
from typing import Any, final

import numpy
from numpy.typing import ArrayLike, NDArray

__version__: str

@final
class Function:
    def __new__(cls, name: str, /, **parameters: Any) -> Function: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def parameters(self) -> list[str]: ...
    @property
    def arguments(self) -> dict[str, Any]: ...
    @property
    def output_tells(self) -> bool: ...
    def output_shape(self, shape: Sequence[int]) -> tuple[int, ...]: ...
    def forward(
        self, x: ArrayLike, out: NDArray[Any] | None = None, *, bfloat16: bool = False
    ) -> NDArray[Any]: ...
    def backward(
        self,
        x: ArrayLike,
        g: ArrayLike,
        out: NDArray[Any] | None = None,
        *,
        bfloat16: bool = False,
    ) -> NDArray[Any]: ...
    def bits(
        self, x: NDArray[Any], axes: Sequence[int] = (), *, bfloat16: bool = False
    ) -> NDArray[numpy.uint8]: ...
    def backward_from_bits(
        self,
        bits: NDArray[numpy.uint8],
        g: NDArray[Any],
        out: NDArray[Any] | None = None,
        axes: Sequence[int] = (),
        *,
        bfloat16: bool = False,
    ) -> NDArray[Any]: ...
    def backward_from_output(
        self,
        y: ArrayLike,
        g: ArrayLike,
        out: NDArray[Any] | None = None,
        *,
        bfloat16: bool = False,
    ) -> NDArray[Any]: ...
    def second_derivative(
        self, x: ArrayLike, g: ArrayLike | None = None, out: NDArray[Any] | None = None
    ) -> NDArray[Any]: ...
    def parameter_gradients(
        self, x: ArrayLike, g: ArrayLike, *, bfloat16: bool = False
    ) -> dict[str, NDArray[Any]]: ...
    def forward_pair(
        self,
        a: ArrayLike,
        b: ArrayLike,
        out: NDArray[Any] | None = None,
        *,
        bfloat16: bool = False,
    ) -> NDArray[Any]: ...
    def backward_pair(
        self, a: ArrayLike, b: ArrayLike, g: ArrayLike, *, bfloat16: bool = False
    ) -> tuple[NDArray[Any], NDArray[Any]]: ...
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Page:
    def __new__(cls, name: str, /, *parameters: str) -> Page: ...
    def __call__(self, *values: Any) -> Function: ...

@final
class Picture:
    @property
    def svg(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    def text(self, width: int = 80, height: int = 24) -> str: ...

def book() -> list[dict[str, Any]]: ...
def parse(text: str, /) -> Function: ...
def get_num_threads() -> int: ...
def set_num_threads(count: int, /) -> None: ...
def _after_fork() -> None: ...
def _bfloat16_bits(object: Any) -> NDArray[Any] | None: ...
def _plot(
    calls: Sequence[str],
    variations: Sequence[str],
    range: tuple[float, float] | None,
    theme: str,
    language: str,
    dtype: str | None,
    error: bool,
    grid: bool,
    gradient: bool,
) -> Picture: ...

def _score_filter(
    logits: NDArray[Any], objectness: NDArray[Any] | None, classes_first: bool, threshold: float
) -> tuple[NDArray[numpy.int64], NDArray[numpy.int64], NDArray[Any]]: ...
def _softmax_topk(
    scores: NDArray[Any], k: int, background: int | None
) -> tuple[NDArray[Any], NDArray[numpy.int64]]: ...
def _distribution_to_distance(
    scores: NDArray[Any], sides_first: bool, bins: int
) -> NDArray[Any]: ...
def _suppress(
    boxes: NDArray[numpy.float64],
    scores: NDArray[numpy.float64],
    classes: NDArray[numpy.int64],
    overlap: float,
) -> NDArray[numpy.int64]: ...
def _focal_loss(
    logits: NDArray[Any], targets: NDArray[Any], alpha: float | None, gamma: float, gradient: bool
) -> NDArray[Any]: ...
def _cross_entropy(
    scores: NDArray[Any], labels: NDArray[numpy.int64], ignored: int, g: NDArray[Any] | None
) -> NDArray[Any]: ...
def _partial(x: NDArray[Any], axis: int, temperature: float) -> NDArray[numpy.float64]: ...
def _merge(
    first: NDArray[numpy.float64],
    second: NDArray[numpy.float64],
    temperature: float,
    double: bool,
) -> NDArray[numpy.float64]: ...
def _finish(
    x: NDArray[Any],
    known: NDArray[numpy.float64],
    axis: int,
    temperature: float,
    masked: bool,
    log: bool,
) -> NDArray[Any]: ...
