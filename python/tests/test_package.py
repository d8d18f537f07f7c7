"""The package as a whole: what is generated, what is documented, what importing it costs, and pictures."""

import doctest
import importlib
import inspect
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree

import numpy as np
import pytest
from conftest import BOOK, same_bits

import ogive
from ogive import _core

HERE = pathlib.Path(__file__).parents[1]


def test_what_is_generated_is_not_stale():
    subprocess.run([sys.executable, HERE / "generate.py", "--check"], check=True)


@pytest.mark.parametrize(
    "name", ["", "._functions", ".grad", ".nn", ".nn.functional", ".compat.scipy", "._plot"]
)
def test_examples_in_the_documentation(name):
    module = importlib.import_module(f"ogive{name}")
    found = doctest.testmod(module, extraglobs={"ogive": ogive, "np": np})
    assert found.failed == 0
    assert found.attempted > 0 or name == ".nn.functional"


@pytest.mark.parametrize("document", ["README.md"])
def test_examples_in_the_documents(document):
    found = doctest.testfile(str(HERE / document), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert found.failed == 0 and found.attempted > 0


def test_calls_in_the_page_for_those_who_come_from_elsewhere():
    text = (HERE.parent / "docs" / "python.md").read_text(encoding="utf-8")
    calls = set(re.findall(r"`(ogive\.[\w.]+\(x.*?\)(?:\[.*?\])?)`", text))
    assert len(calls) > len(BOOK) - 15
    for call in calls:
        x = np.ones((2, 4, 4) if "2d" in call else (2, 4), "float32")
        assert np.asarray(eval(call, {"ogive": ogive, "x": x})).dtype == np.float32, call
    for name in set(re.findall(r"`ogive\.nn\.(\w+)`", text)):
        assert hasattr(ogive.nn, name)


def test_every_function_is_there():
    for name, page in BOOK.items():
        for module, there in ((ogive, True), (ogive.grad, page["has_gradient"])):
            for called in (name, *page["aliases"]):
                assert hasattr(module, called) == there, called
                if there:
                    assert getattr(module, called) is getattr(module, name)
                    assert called in module.__all__
    assert ogive.names() == list(BOOK)
    assert set(ogive.__all__) <= set(dir(ogive))


def test_signatures():
    def signature(function):
        return str(inspect.signature(function)).replace("ArrayLike", "A").replace("NDArray[Any]", "N")

    assert signature(ogive.sigmoid) == "(x: 'A', *, out: 'N | None' = None) -> 'N'"
    assert signature(ogive.leaky_relu) == (
        "(x: 'A', negative_slope: 'float' = 0.01, *, out: 'N | None' = None) -> 'N'"
    )
    assert signature(ogive.softmax) == (
        "(x: 'A', axis: 'int' = -1, *, temperature: 'float' = 1.0, mask: 'A | None' = None, out: 'N | None' = None)"
        " -> 'N'"
    )
    assert signature(ogive.swiglu) == (
        "(x: 'A', b: 'A | None' = None, *, axis: 'int' = -1, out: 'N | None' = None) -> 'N'"
    )
    assert signature(ogive.rrelu) == (
        "(x: 'A', lower: 'float' = 0.125, upper: 'float' = 0.3333333333333333, training: 'bool' = False, *, "
        "seed: 'int' = 0, out: 'N | None' = None) -> 'N'"
    )
    assert signature(ogive.grad.prelu) == (
        "(x: 'A', g: 'A', weight: 'A' = 0.25, *, parameters: 'bool' = False, out: 'N | None' = None) -> 'Any'"
    )


def test_help_reads_like_a_page():
    for name, page in BOOK.items():
        text = inspect.getdoc(getattr(ogive, name))
        squeezed = " ".join(text.split())
        for part in ("formula", "derivative", "good", "bad", "hard"):
            assert " ".join(page[part].split()) in squeezed, (name, part)
        for reference in page["origin"]:
            assert reference["url"] in text
        for heading in ("Parameters", "Returns", "Raises", "Notes", "Examples"):
            assert f"\n{heading}\n{'-' * len(heading)}\n" in text
        assert max(map(len, text.splitlines())) <= 110, name


def test_nothing_else_is_imported():
    program = "import sys, ogive; ogive.sigmoid([1]); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    loaded = set(modules.stdout.split())
    assert "ogive" in loaded and "numpy" in loaded
    assert not loaded & {"torch", "jax", "ml_dtypes", "scipy", "numpy.typing", "ogive.nn", "ogive.grad"}


def test_what_is_not_there():
    with pytest.raises(AttributeError, match="sigmoyd"):
        ogive.sigmoyd
    with pytest.raises(ValueError, match="did you mean"):
        ogive.parse("sigmoyd")
    with pytest.raises(ValueError, match="ecosystem"):
        ogive.parse("caffe:relu")
    assert str(ogive.parse("keras:leaky_relu")) == "leaky_relu(negative_slope=0.2)"


def test_versions_agree():
    from importlib.metadata import metadata

    found = metadata("ogive")
    assert found["Version"] == ogive.__version__
    assert found["License-Expression"] == "MIT OR Apache-2.0"
    assert found.get_all("License-File") == ["LICENSE-MIT", "LICENSE-APACHE"]
    required = [one for one in found.get_all("Requires-Dist") if "extra" not in one]
    assert required == ["numpy>=1.25"]
    assert (pathlib.Path(ogive.__file__).parent / "py.typed").exists()


# Pictures.


def test_pictures(tmp_path):
    picture = ogive.plot("gelu", ogive.silu, ogive.parse("elu"), range=(-4, 4))
    root = xml.etree.ElementTree.fromstring(picture.svg)
    assert root.tag.endswith("svg")
    assert picture._repr_svg_() == picture.svg and "gelu" in picture.svg
    assert "gelu, silu and elu" in repr(picture)
    assert len(picture.text(60, 20).splitlines()) == 20
    picture.save(tmp_path / "curves.svg")
    picture.save(str(tmp_path / "again.SVG"))
    assert (tmp_path / "curves.svg").read_text(encoding="utf-8") == picture.svg
    assert (tmp_path / "again.SVG").read_text(encoding="utf-8") == picture.svg
    with pytest.raises(ValueError, match="ends in .svg; the command"):
        picture.save(tmp_path / "curves.png")


def test_pictures_of_settings():
    slopes = ogive.plot("leaky_relu", negative_slope=[0.01, 0.1, 0.3])
    assert slopes.svg.count("negative_slope") >= 3
    assert ogive.plot("gelu", theme="dark", language="zh").svg != ogive.plot("gelu").svg
    stairs = ogive.plot("sigmoid", dtype="bfloat16", range=(-0.1, 0.1))
    assert stairs.svg != ogive.plot("sigmoid", range=(-0.1, 0.1)).svg
    assert "ulp" in ogive.plot("sigmoid", error=True, dtype=np.float32).svg
    assert ogive.plot("gelu", gradient=False).svg != ogive.plot("gelu", grid=True).svg


@pytest.mark.parametrize(
    ("arguments", "error", "match"),
    [
        (((), {}), ValueError, "nothing to draw"),
        ((("softmax(axis=0)",), {}), ValueError, "one number"),
        ((("gelu",), {"range": (3, 1)}), ValueError, "range"),
        ((("gelu",), {"theme": "blue"}), ValueError, "light or dark"),
        ((("gelu",), {"steepness": [1]}), ValueError, "steepness"),
        (((print,), {}), TypeError, "expected the name"),
        (((3,), {}), TypeError, "expected the name"),
    ],
)
def test_pictures_that_are_refused(arguments, error, match):
    with pytest.raises(error, match=match):
        ogive.plot(*arguments[0], **arguments[1])


def test_a_page_makes_its_functions():
    page = _core.Page("leaky_relu", "negative_slope")
    assert page(0.5) is page(0.5)
    assert page(0.5) is not page(0.25)
    assert page(1) == page(1.0) and page() == _core.Function("leaky_relu")
    x = -np.ones(3, "float32")
    same_bits(page(-0.0).forward(x), np.zeros(3, "float32"))
