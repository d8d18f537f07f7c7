"""ogive, by way of the program `ogive-bench serve`: its documentation has the protocol."""

import json
import subprocess
import sys

import numpy as np

from contenders.cell import TYPES, touched


class Ogive:
    """The program that answers, and its one open request."""

    def __init__(self, program):
        self.program = program
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([program, "serve"], stdin=pipe, stdout=pipe)

    def say(self, value, *arrays):
        try:
            self.process.stdin.write(json.dumps(value).encode() + b"\n")
            for array in arrays:
                self.process.stdin.write(array.reshape(-1).view(np.uint8).data)
            self.process.stdin.flush()
        except BrokenPipeError:
            self.ended()

    def hear(self):
        line = self.process.stdout.readline()
        return json.loads(line) if line else self.ended()

    def ended(self):
        sys.exit(f"{self.program} has ended; its message is above")

    def open(self, cell, arrays):
        """Asks for a cell, and gives its result."""
        request = {
            "function": cell.function,
            "part": cell.part,
            "dtype": cell.dtype,
            "shape": cell.shape,
            "threads": cell.threads,
            "into": cell.into,
        }
        self.say(request, arrays.x, *([arrays.g] if cell.takes_gradient else []))
        result = touched(self.hear()["shape"], TYPES[cell.dtype])
        bytes_ = memoryview(result.reshape(-1).view(np.uint8))
        while bytes_:
            count = self.process.stdout.readinto(bytes_)
            if not count:
                self.ended()
            bytes_ = bytes_[count:]
        return result

    def time(self, seconds):
        self.say(seconds)
        return self.hear()["seconds"]

    def close(self):
        """Ends the open request."""
        self.say(None)

    def quit(self):
        self.process.stdin.close()
        self.process.wait()
