"""The tables of src/math/interval/tables.rs: functions by sixteen intervals, in single precision.

Run, where there is mpmath: python interval.py > ../src/math/interval/tables.rs; rustfmt ../src/math/interval/tables.rs

Around a number m of each interval the function is f(m) + t f'(m) + t^2 Q(t), t = y - m. m is a number for which f(m) is nearly a word,
within a 32nd of a unit, and f'(m) and f''(m)/2 within an eighth (S. Gal, 1986). If the function has a zero, its interval has that for m;
f(m) and f'(m) have two words then, the first one of f(m) being next to 0: so all digits are kept there.

The interval is the integer nearest to w^2 with w = step y + start, whose lowest four bits are the place: those that are farther out
are narrower the smaller the start is, as what falls like e^(-y^2/2) needs it.

The coefficients of Q are least squares of relative errors, weighted until the largest are even (C. L. Lawson, 1961), and rounded one
after the other, the next ones being found anew each time.
"""

from sys import argv, stderr

from mpmath import cos, diff, erfc, exp, findroot, floor, log, lu_solve, matrix, mp, mpf, nint, pi, sqrt

mp.prec = 150
MARGIN = mpf(2) ** -18  # which of two intervals it is is rounded


def unit(x):
    return mpf(2) ** (floor(log(abs(x), 2)) - 23)


def word(x):
    """The nearest f32."""
    return nint(x / unit(x)) * unit(x) if x else mpf(0)


def least_squares(rows, values, weights):
    a = matrix([[c * w for c in row] for row, w in zip(rows, weights)])
    b = matrix([value * w for value, w in zip(values, weights)])
    return list(lu_solve(a.T * a, a.T * b))


def rest(f, m, first, degree, low, high, weigh):
    """Q on an interval, for the first coefficients f(m), f'(m), f''(m)/2, and the error that is left of f, weighed."""
    count = 4 * (degree + 1)
    t = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * count)) for i in range(count)]
    weights = [weigh(m + t) for t in t]
    even = list(weights)
    found = list(first)
    for k in range(len(first), degree + 1):
        rows = [[t**j for j in range(k, degree + 1)] for t in t]
        left = [f(m + t) - sum(c * t**j for j, c in enumerate(found)) for t in t]
        for _ in range(2 if k > len(first) else 6):
            next_ones = least_squares(rows, left, [sqrt(e * w) for e, w in zip(even, weights)])
            errors = [
                abs(v - sum(a * b for a, b in zip(row, next_ones))) * w
                for v, row, w in zip(left, rows, weights)
            ]
            even = [e * (error / max(errors) + mpf("0.02")) for e, error in zip(even, errors)]
        found.append(word(next_ones[0]))
    t = [low + (high - low) * i / 200 for i in range(201)]
    of = lambda t: sum(c * t**j for j, c in enumerate(found))
    return found[2:], max(abs(of(t) - f(m + t)) * weigh(m + t) for t in t)


def middle(f, slope, low, high, all_digits):
    """Where rounding errors are least: of all at which f(m) + t f'(m) is nowhere below the half of f(m), or above its double. Only so is that a
    pair without an error."""
    best, least = None, None
    for part in range(30, 92, 2):
        m = word(low + (high - low) * part / 100)
        sums = [(1 + slope(m) / f(m) * (y - m), f(y) / f(m)) for y in (low, high)]
        # In units of the last place: Q, which is rounded twice, and y - m where that is not exact.
        most = 2 * max(abs(1 - s / of) for s, of in sums)
        if low < m / 2:
            most += abs(slope(m) / f(low)) * unit(m) / 2 * 2**24
        is_exact = all(mpf("0.502") < s < mpf("1.996") for s, _ in sums)
        if (is_exact or not all_digits) and (best is None or most < least):
            best, least = m, most
    if best is None:
        raise ValueError(f"from {low} to {high} it changes by too much")
    return best


def show(name, about, f, slope, degree, reach, start, end=None, zero=None):
    """The tables of f on [0, reach], with start^2 = `start` + 1/2, and to a digit or two up to the end."""
    count = 16 if end is None else 15
    reach = word(mpf(reach))
    end = reach if end is None else word(mpf(end))
    # A little more than the half, and at the end less: so none is in the interval before, or behind.
    first, last = word(sqrt(start + mpf("0.501"))), word(sqrt(start + mpf("16.45")))
    step = word((sqrt(start + count + mpf("0.499")) - first) / reach)
    edges = [mpf(0)] + [(sqrt(start + k + mpf(1) / 2) - first) / step for k in range(1, count)] + [reach, end]
    rows, worst = [None] * 16, mpf(0)
    for k in range(16):
        low, high = edges[k], edges[k + 1]
        has_zero = zero is not None and low < zero < high
        if has_zero:
            near_m = word(zero)
        else:
            near_m = middle(f, slope, low, high, k < count)
        i = 0
        while True:
            m = near_m + i * unit(near_m)
            coefficients = [f(m), slope(m), diff(slope, m) / 2]
            nearly = [32, 8, 8] if zero is None else [1, 1, 8]
            if has_zero or all(abs(c - word(c)) < unit(c) / by for c, by in zip(coefficients, nearly)):
                break
            i = -i if i > 0 else 1 - i
        # Not 0, so that at m, too, it has the sign of the result; and lost in any other sum.
        c, s, second = map(word, coefficients)
        if has_zero:
            c = mpf(2) ** -64 * (1 if f(m) > 0 else -1)
        c_rest, s_rest = (word(f(m) - c), word(slope(m) - s)) if zero is not None else (mpf(0), mpf(0))
        weigh = (lambda y: 1 / abs(f(y))) if k < count else (lambda y: 1)
        q, error = rest(f, m, [c + c_rest, s + s_rest, second], degree, low - m - MARGIN, high - m + MARGIN, weigh)
        worst = max(worst, error)
        rows[(start + 1 + k) % 16] = [m, c, c_rest, s, s_rest, *q]
        if len(argv) > 1:
            change = lambda y: f"{float(q[0] * (y - m) ** 2 / f(y)):.3f}"
            print(name, k, float(low), float(m), i, f"2^{float(log(error, 2)):.1f}", change(low), change(high), file=stderr)
    table = lambda column: "Table([" + ", ".join(literal(x) for x in column) + "])"
    columns = list(zip(*rows))
    print(f"/// {about}: relative error 2^{float(log(worst, 2)):.1f}.")
    print(f"pub static {name}: Intervals = Intervals {{")
    print(f"    step: {literal(step)}, start: {literal(first)}, last: {literal(last)}, reach: {literal(reach)}, end: {literal(end)},")
    for field, column in zip(["at", "of", "slope"], [0, 1, 3]):
        print(f"    {field}: {table(columns[column])},")
    low_words = f"Some([{table(columns[2])}, {table(columns[4])}])" if zero is not None else "None"
    print(f"    low_words: {low_words},")
    print("    rest: &[" + ", ".join(table(column) for column in columns[5:]) + "],\n};\n")


def literal(x):
    """As Rust writes an f32: as many digits as tell it from its neighbours."""
    import struct

    x = float(x)
    for digits in range(1, 10):
        text = f"{x:.{digits}g}"
        if struct.pack("f", float(text)) == struct.pack("f", x):
            break
    text = text.replace("e-0", "e-")
    return text if any(c in text for c in ".e") else text + ".0"


def gated(v, v1, v2):
    """T(y) = 1/(1 + e^v(y)), T', and the slope of x·T(−x) on the left, T + y T', with its own."""
    t = lambda y: 1 / (1 + exp(v(y)))
    by_v = lambda y: t(y) * (t(y) - 1)
    t1 = lambda y: v1(y) * by_v(y)
    t2 = lambda y: v2(y) * by_v(y) + v1(y) ** 2 * by_v(y) * (2 * t(y) - 1)
    return t, t1, lambda y: t(y) + y * t1(y), lambda y: 2 * t1(y) + y * t2(y)


def main():
    density = lambda y: exp(-y * y / 2) / sqrt(2 * pi)
    upper = lambda y: erfc(y / sqrt(2)) / 2
    slope = lambda y: upper(y) - y * density(y)
    scale, cube = 2 * sqrt(2 / pi), mpf(0.044715)
    tanh_form = gated(
        lambda y: scale * (y + cube * y**3),
        lambda y: scale * (1 + 3 * cube * y**2),
        lambda y: scale * 6 * cube * y,
    )
    logistic = gated(lambda y: y, lambda y: mpf(1), lambda y: mpf(0))
    print("//! Generated by `coefficients/interval.py`.\n")
    print("use super::Intervals;\nuse crate::number::Table;\n")
    show("NORMAL", "Φ(−y)", upper, lambda y: -density(y), 7, 5, 1, 5.63)
    show(
        "NORMAL_SLOPE", "Φ(−y) − y·φ(y)", slope, lambda y: (y * y - 2) * density(y),
        8, 5, 8, 6.2, findroot(slope, 0.75),
    )
    show("GELU_TANH", "σ(−v(y)), with the v of [gelu_tanh](crate::functions::gelu_tanh)", *tanh_form[:2], 7, 4.6, 1, 5.2)
    show(
        "GELU_TANH_SLOPE", "σ(−v) − y·v′·σ(v)·σ(−v)", *tanh_form[2:],
        8, 4.5, 3, 5.6, findroot(tanh_form[2], 0.75),
    )
    show("LOGISTIC", "σ(−y)", *logistic[:2], 7, 11, 20, 18)
    show("SILU_SLOPE", "σ(−y) − y·σ(y)·σ(−y)", *logistic[2:], 8, 10.5, 20, None, findroot(logistic[2], 1.28))
    even = lambda y: logistic[0](y) * (1 - logistic[0](y))
    show("LOGISTIC_SLOPE", "σ(y)·σ(−y)", even, lambda y: logistic[1](y) * (1 - 2 * logistic[0](y)), 8, 15.5, 40)


main()
