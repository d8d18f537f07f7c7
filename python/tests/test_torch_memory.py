"""What `ogive.torch.replace` does to a training step of real models: the bytes kept for backward, and the losses.

    python tests/test_torch_memory.py                    # prints the table of docs/python-torch.md
    python tests/test_torch_memory.py LeakyReLU ogive    # the peak of a process, with ogive's modules or torch's

The models have torchvision's and the usual transformer's structure, smaller and with random weights.
"""

from __future__ import annotations

import copy
import sys

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from torch import nn

import ogive.torch as ot

# Models.


class Basic(nn.Module):
    """A block of a residual network."""

    def __init__(self, before: int, after: int, stride: int, activation) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(after)
        self.act1 = activation()
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(after)
        self.act2 = activation()
        self.down = None
        if stride != 1 or before != after:
            self.down = nn.Sequential(
                nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after)
            )

    def forward(self, x):
        shortcut = x if self.down is None else self.down(x)
        x = self.bn2(self.conv2(self.act1(self.bn1(self.conv1(x)))))
        return self.act2(x + shortcut)


class ResNet(nn.Module):
    """ResNet-18 of torchvision, with an eighth of its channels, for pictures of 32 by 32 pixels."""

    def __init__(self, activation, width: int = 8, classes: int = 10) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.act = activation()
        blocks, before = [], width
        for stage, after in enumerate([width, 2 * width, 4 * width, 8 * width]):
            for block in range(2):
                blocks.append(Basic(before, after, 2 if stage and not block else 1, activation))
                before = after
        self.layers = nn.Sequential(*blocks)
        self.fc = nn.Linear(before, classes)

    def forward(self, x):
        x = self.layers(self.act(self.bn1(self.conv1(x))))
        return self.fc(x.mean((2, 3)))


class Attention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.softmax = nn.Softmax(dim=-1)

    def forward(self, x):
        batch, length, width = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        weights = self.softmax(q @ k.transpose(-1, -2) * (width // self.heads) ** -0.5)
        return self.out((weights @ v).transpose(1, 2).reshape(batch, length, width))


class SwiGLU(nn.Module):
    """The gate as language models have it: an activation module, and a product."""

    def __init__(self) -> None:
        super().__init__()
        self.act = nn.SiLU()

    def forward(self, gate, up):
        return self.act(gate) * up


class Block(nn.Module):
    """A transformer block, with dropout in the feed-forward part or with a gate."""

    def __init__(self, activation, width: int = 64, heads: int = 4, dropout: float = 0.1) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.act = activation()
        self.gate = (
            nn.Linear(width, 4 * width) if isinstance(self.act, (SwiGLU, ot.SwiGLU)) else None
        )
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        h = self.norm2(x)
        h = self.act(self.up(h)) if self.gate is None else self.act(self.gate(h), self.up(h))
        return x + self.down(self.dropout(h))


class Transformer(nn.Module):
    def __init__(
        self, activation, width: int = 64, blocks: int = 2, classes: int = 10, dropout: float = 0.1
    ) -> None:
        super().__init__()
        self.blocks = nn.Sequential(
            *(Block(activation, width, dropout=dropout) for _ in range(blocks))
        )
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        return self.head(self.blocks(x).mean(1))


def pictures(batch: int = 8):
    return torch.randn(batch, 3, 32, 32), torch.randint(10, (batch,))


def sentences(batch: int = 8, length: int = 64, width: int = 64):
    return torch.randn(batch, length, width), torch.randint(10, (batch,))


# What is measured.


def kept_bytes(model, x, target) -> int:
    """The bytes that a training step keeps from forward to backward, each memory once, but for the weights."""
    weights = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
    memory: dict[int, int] = {}

    def pack(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights:
            memory[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        loss = nn.functional.cross_entropy(model(x), target)
        total = sum(memory.values())
    loss.backward()
    return total


def losses(model, x, target, steps: int = 4) -> list[float]:
    """The losses of some steps of training."""
    torch.manual_seed(5)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    found = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), target)
        loss.backward()
        optimizer.step()
        found.append(loss.item())
    return found


def compared(model, data, **how):
    """Bytes before and after, and losses before and after."""
    ours = ot.replace(model, copy=True, **how).model
    before, after = copy.deepcopy(model), copy.deepcopy(ours)
    torch.manual_seed(3)
    bytes_before = kept_bytes(before, *data)
    torch.manual_seed(3)
    bytes_after = kept_bytes(after, *data)
    return (bytes_before, bytes_after), (losses(model, *data), losses(ours, *data))


#: Model, activation, how it is replaced, and between which shares of PyTorch's bytes the result has to be.
CASES = {
    "ResNet, ReLU in place": (ResNet, lambda: nn.ReLU(inplace=True), {}, (1.0, 1.0)),
    "ResNet, ReLU": (ResNet, nn.ReLU, {"save": "output"}, (1.0, 1.0)),
    "ResNet, ReLU, a bit for each element": (ResNet, nn.ReLU, {}, (1.0, 1.02)),
    "ResNet, ReLU6": (ResNet, nn.ReLU6, {}, (0.6, 0.75)),
    "ResNet, LeakyReLU": (ResNet, lambda: nn.LeakyReLU(0.1), {}, (0.6, 0.75)),
    "ResNet, RReLU": (ResNet, nn.RReLU, {}, (0.4, 0.6)),
    "ResNet, ELU": (ResNet, nn.ELU, {"save": "output"}, (0.6, 0.75)),
    "ResNet, SiLU": (ResNet, nn.SiLU, {}, (1.0, 1.0)),
    "transformer, ReLU": (Transformer, nn.ReLU, {}, (0.8, 0.95)),
    "transformer, GELU": (Transformer, nn.GELU, {}, (1.0, 1.0)),
}


@pytest.mark.parametrize("name", CASES)
def test_a_training_step_keeps_less_and_learns_the_same(name):
    kind, activation, how, (least, most) = CASES[name]
    torch.manual_seed(1)
    model = kind(activation)
    data = pictures() if kind is ResNet else sentences()
    (before, after), (theirs, ours) = compared(model, data, **how)
    assert least <= after / before <= most
    if "RReLU" in name:
        # Draws are others.
        assert ours[-1] < ours[0]
        return
    assert ours == pytest.approx(theirs, rel=2e-4)
    assert theirs[-1] < theirs[0]


def test_a_gate_in_one_piece_keeps_less():
    torch.manual_seed(1)
    model = Transformer(SwiGLU)
    fused = copy.deepcopy(model)
    for block in fused.blocks:
        block.act = ot.SwiGLU()
    data = sentences()
    torch.manual_seed(3)
    before = kept_bytes(copy.deepcopy(model), *data)
    torch.manual_seed(3)
    after = kept_bytes(copy.deepcopy(fused), *data)
    assert 0.8 < after / before < 0.9
    assert losses(fused, *data) == pytest.approx(losses(model, *data), rel=2e-4)


# replace itself.


def test_replace_says_what_it_replaced():
    model = ResNet(nn.ReLU)
    model.act.register_forward_hook(lambda *_: called.append(1))
    called = []
    swaps = ot.replace(model)
    assert swaps.model is model and len(swaps) == 17 and not swaps.left
    assert all(type(swap.old) is nn.ReLU and type(swap.new) is ot.ReLU for swap in swaps)
    assert swaps[0].path == "act" and model.get_submodule(swaps[0].path) is swaps[0].new
    assert "17 modules replaced" in repr(swaps) and "layers.0.act1" in repr(swaps)
    model(torch.randn(1, 3, 32, 32))
    assert called
    # Nothing is left to do.
    assert len(ot.replace(model)) == 0
    assert repr(ot.replace(model)) == "0 modules replaced"


def test_replace_keeps_weights_and_mode():
    model = nn.Sequential(
        nn.Linear(4, 4),
        nn.PReLU(4, init=0.1),
        nn.RReLU(0.1, 0.2),
        nn.Softplus(2.0),
        nn.Threshold(0.1, 5.0),
    )
    model.eval()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    weight, state = model[1].weight, model.state_dict()
    x = torch.randn(3, 4)
    before = model(x)
    ot.replace(model)
    assert model[1].weight is weight and type(model[1]) is ot.PReLU
    assert not any(module.training for module in model.modules())
    assert model.state_dict().keys() == state.keys()
    model.load_state_dict(state)
    assert torch.allclose(model(x), before, rtol=1e-6)
    model(x).sum().backward()
    optimizer.step()
    assert not torch.equal(weight, torch.full((4,), 0.1))


def test_replace_of_every_module():
    arguments = {
        nn.Threshold: (0.5, 1.0),
        nn.Softmax: (-1,),
        nn.LogSoftmax: (-1,),
        nn.Softmin: (-1,),
    }
    from ogive.torch._replace import COUNTERPARTS

    assert len(COUNTERPARTS) >= 25
    for theirs, ours in COUNTERPARTS.items():
        old = theirs(*arguments.get(theirs, ())).eval()
        swaps = ot.replace(old)
        new = swaps.model
        assert type(new) is ours and type(old) is theirs
        x = torch.randn(2, 4, 4)
        assert torch.allclose(new(x), old(x), rtol=2e-6, atol=1e-6)
        assert type(copy.deepcopy(new)) is ours


def test_replace_leaves_what_it_should():
    class Mine(nn.ReLU):
        def forward(self, x):
            return x + 1

    shared = nn.Tanh()
    model = nn.ModuleDict(
        {"mine": Mine(), "a": shared, "b": shared, "no": nn.Identity(), "gelu": nn.GELU()}
    )
    swaps = ot.replace(model, only=(nn.Tanh, nn.ReLU))
    assert [swap.path for swap in swaps] == ["a", "b"]
    assert model["a"] is model["b"] and type(model["a"]) is ot.Tanh
    assert [path for path, *_ in swaps.left] == []
    swaps = ot.replace(model, only=lambda path, module: path != "gelu")
    assert len(swaps) == 0 and [path for path, *_ in swaps.left] == ["mine"]
    assert "mine" in repr(swaps) and "class of its own" in repr(swaps)
    assert type(model["no"]) is nn.Identity and type(model["gelu"]) is nn.GELU
    copied = ot.replace(model, copy=True, only=nn.GELU)
    assert type(model["gelu"]) is nn.GELU and type(copied.model["gelu"]) is ot.GELU
    with pytest.raises(TypeError, match="torch.nn.Module"):
        ot.replace(nn.ReLU)
    with pytest.raises(TypeError, match="only"):
        ot.replace(model, only=("GELU",))


def test_replace_in_place_keeps_the_output():
    model = nn.Sequential(nn.ReLU(inplace=True), nn.ReLU(), nn.SiLU(inplace=True))
    ot.replace(model)
    assert [module.save for module in model] == ["output", None, None]
    ot.replace(model)
    again = nn.Sequential(nn.ReLU(inplace=True))
    ot.replace(again, save="bits")
    assert again[0].save == "bits"


def main() -> None:
    print("| model | how | PyTorch keeps | ogive keeps | share | largest difference of a loss |")
    print("| --- | --- | --- | --- | --- | --- |")
    rows = []
    for name, (kind, activation, how, _) in CASES.items():
        torch.manual_seed(1)
        model = kind(activation)
        found = compared(model, pictures() if kind is ResNet else sentences(), **how)
        rows.append(
            (
                name.removesuffix(", a bit for each element"),
                f"`replace(model{', ' if how else ''}{', '.join(f'{k}={v!r}' for k, v in how.items())})`",
                *found,
            )
        )
    torch.manual_seed(1)
    model = Transformer(SwiGLU)
    fused = copy.deepcopy(model)
    for block in fused.blocks:
        block.act = ot.SwiGLU()
    data = sentences()
    torch.manual_seed(3)
    before = kept_bytes(copy.deepcopy(model), *data)
    torch.manual_seed(3)
    after = kept_bytes(copy.deepcopy(fused), *data)
    rows.append(
        (
            "transformer, SiLU(gate)·up",
            "`ogive.torch.SwiGLU()`",
            (before, after),
            (losses(model, *data), losses(fused, *data)),
        )
    )
    for name, how, (before, after), (theirs, ours) in rows:
        difference = (
            "draws are others"
            if "RReLU" in name
            else f"{max(abs(a / b - 1) for a, b in zip(ours, theirs)):.0e}"
        )
        print(
            f"| {name} | {how} | {before / 2**20:.2f} MiB | {after / 2**20:.2f} MiB | {after / before:.3f} | {difference} |"
        )


def peak(activation: str, whose: str) -> None:
    """How far the memory of this process rises above what it is before a step, in a larger ResNet."""
    import resource

    torch.manual_seed(0)
    model = ResNet(getattr(nn, activation), width=32)
    if whose == "ogive":
        ot.replace(model)
    x, target = pictures(64)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(2):
        nn.functional.cross_entropy(model(x), target).backward()
    risen = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"{activation} of {whose}: {risen / 1024:.0f} MiB")


if __name__ == "__main__":
    peak(*sys.argv[1:]) if sys.argv[1:] else main()
