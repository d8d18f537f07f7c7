"""ogive's own package, as it is installed: `pip install ./python`."""

import ogive

from contenders.cell import Prepared

PACKAGES = ("ogive",)


class Peer:
    def __init__(self, threads):
        ogive.set_num_threads(threads)

    def prepare(self, cell, arrays):
        function = ogive.parse(cell.function)
        if cell.part == "value":
            call, given = function.forward, (arrays.x,)
        elif cell.part == "gradient":
            call, given = function.backward, (arrays.x, arrays.g)
        else:
            call, given = function.backward_from_output, (function.forward(arrays.x), arrays.g)
        if cell.into == "new":
            return Prepared(lambda: call(*given))
        if cell.into == "given":
            out = arrays.gradient() if cell.takes_gradient else arrays.result()
            return Prepared(lambda: call(*given, out=out))
        own = arrays.copy()
        return Prepared(lambda: call(own, out=own), restart=lambda: arrays.put_back(own))
