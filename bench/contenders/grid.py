"""What is measured: the cells, and the choice among them."""

from contenders.cell import INTO, PARTS, TYPES, Cell

ELEMENTWISE = (
    "relu", "leaky_relu", "sigmoid", "tanh", "silu", "gelu", "gelu_tanh", "softplus", "elu", "mish",
    "hardswish",
)  # fmt: skip
SIZES = tuple((1 << power,) for power in (12, 18, 24, 26))
ROWS = ("softmax", "log_softmax")
# The axis, and the shapes that it is taken over.
ROW_SHAPES = {
    -1: ((4096, 1000), (65536, 80), (128, 50257)),
    1: ((8, 84, 8400), (1, 21, 512, 512)),
}
THREADS = (1, 2)
# Of which PyTorch keeps the output for the backward pass, and not the input. (Of relu, too, but the signs
# are the same.)
FROM_OUTPUT = ("sigmoid", "tanh", "softmax", "log_softmax", "softmin", "exponential")

# Beside the grid: every other function that PyTorch has, to be put beside PyTorch, where an array fits
# into the cache and where it doesn't.
PYTORCH = (
    "relu6", "prelu", "rrelu", "threshold(0.1, 20)", "hardtanh", "hardsigmoid", "log_sigmoid",
    "softplus(threshold=20)", "softsign", "celu", "selu", "hardshrink", "softshrink", "tanhshrink",
    "exponential",
)  # fmt: skip
PYTORCH_ROWS = ("softmin(-1)", "logsumexp(-1)", "glu(-1)")
SMALL, LARGE = ((1 << 18,), 1), ((1 << 24,), 2)
FEW_ROWS, MANY_ROWS = ((256, 1000), 1), ((4096, 1000), 2)


def ways(part, into=INTO):
    """Into which arrays there is a result: a gradient is not written over anything."""
    return [way for way in into if part == "value" or way != "in_place"]


def parts(function):
    """Value and gradient; the gradient from the output, too, where there is one."""
    return PARTS if function in FROM_OUTPUT else PARTS[:2]


def full():
    """The whole grid."""
    runs = [(name, shape) for name in ELEMENTWISE for shape in SIZES] + [
        (f"{name}({axis})", shape)
        for name in ROWS
        for axis, shapes in ROW_SHAPES.items()
        for shape in shapes
    ]
    return [
        Cell(function, part, dtype, shape, threads, into)
        for function, shape in runs
        for dtype in TYPES
        for threads in THREADS
        for part in parts(function.partition("(")[0])
        for into in ways(part)
    ]


def usual(cell):
    """Whether a cell of the grid is among those that are measured by default."""
    if len(cell.shape) > 1:
        return cell.dtype == "f32" and cell.threads == 2 and cell.into in ("new", "given")
    if (cell.shape, cell.threads) == SMALL:
        return cell.dtype in ("f32", "f64") or cell.into == "given"
    if (cell.shape, cell.threads) == LARGE:
        return cell.dtype == "f32"
    return False


def beside():
    """Every function that PyTorch has, value and gradient, f32 and f64, the plain call."""
    runs = [(name, *run) for name in ELEMENTWISE + PYTORCH for run in (SMALL, LARGE)]
    row_functions = [f"{name}(-1)" for name in ROWS] + list(PYTORCH_ROWS)
    runs += [(name, *run) for name in row_functions for run in (FEW_ROWS, MANY_ROWS)]
    runs += [(f"{name}(1)", shape, 2) for name in ROWS for shape in ROW_SHAPES[1]]
    return [
        Cell(function, part, dtype, shape, threads, "new")
        for function, shape, threads in runs
        for dtype in ("f32", "f64")
        for part in ("value", gradient_beside_pytorch(function))
    ]


def gradient_beside_pytorch(function):
    return parts(function.partition("(")[0])[-1]


def plan(everything):
    """The cells, in an order that lets neighbours share their arrays.

    A cell that is only there to be put beside PyTorch has no other peer: it is in the second list.
    """
    grid = [cell for cell in full() if everything or usual(cell)]
    more = sorted(set(beside()) - set(grid), key=order)
    return sorted(grid, key=order), more


def order(cell):
    function = (cell.name in ROWS, cell.function)
    return cell.threads, cell.shape, cell.dtype, function, cell.part, cell.into
