"""A pretended second device, so that code for a GPU is tried where there is none.

Tensors on the device named "meta" hold their values here and are reckoned with as on the CPU; an operation that mixes
them with the CPU's raises RuntimeError, as a real GPU's would. Within ``elsewhere()`` tensors move by ``.to("meta")``
and are made there by ``device=``.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

THERE = torch.device("meta")
MIXED = {"aten::index", "aten::index_put", "aten::index_put_", "aten::_index_put_impl_", "aten::copy_"}
"""What PyTorch does across devices: indexes may be the CPU's, and copying is what moves."""


class Elsewhere(torch.Tensor):
    """A tensor on the pretended device."""

    __torch_function__ = torch._C._disabled_torch_function_impl

    @staticmethod
    def __new__(cls, held):
        out = torch.Tensor._make_wrapper_subclass(
            cls, held.size(), strides=held.stride(), storage_offset=held.storage_offset(), dtype=held.dtype,
            device=THERE,
        )  # fmt: skip
        out.held = held
        return out

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        return _run(func, args, kwargs or {})


def _held(value):
    return value.held if isinstance(value, Elsewhere) else value


def _run(func, args, kwargs):
    tensors = [x for x in tree_leaves((args, kwargs)) if isinstance(x, torch.Tensor)]
    there = [x for x in tensors if isinstance(x, Elsewhere)]
    name = func.overloadpacket._qualified_op_name
    if there and name not in MIXED and any(x.dim() for x in tensors if not isinstance(x, Elsewhere)):
        raise RuntimeError(f"{name}: tensors on two devices")
    wanted = kwargs.get("device")
    if wanted is not None:
        kwargs = kwargs | {"device": torch.device("cpu")}
    out = func(*tree_map(_held, args), **tree_map(_held, kwargs))
    stays = bool(there) if wanted is None else torch.device(wanted) == THERE
    known = {id(x.held): x for x in there}  # what changes in place is the tensor that it was

    def told(value):
        if not isinstance(value, torch.Tensor) or not stays:
            return value
        return known[id(value)] if id(value) in known else Elsewhere(value)

    return tree_map(told, out)


class _Dispatch(TorchDispatchMode):
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        return _run(func, args, kwargs or {})


class _Functions(TorchFunctionMode):
    """What PyTorch does with values before anything is dispatched."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if func is torch.tensor and kwargs.get("device") == THERE:
            return Elsewhere(func(*args, **kwargs | {"device": None}))
        if func is torch.Tensor.tolist and isinstance(args[0], Elsewhere):
            return args[0].held.tolist()
        if func is torch.Tensor.__getitem__ and isinstance(args[1], list):
            return func(args[0], torch.tensor(args[1]))
        return func(*args, **kwargs)


@contextmanager
def elsewhere() -> Iterator[None]:
    """Make the pretended device known."""
    with _Dispatch(), _Functions():
        yield


def move(module: torch.nn.Module) -> torch.nn.Module:
    """Move a module's parameters and buffers to the pretended device, in place; return it."""
    for part in module.modules():
        for name, value in part._parameters.items():
            if value is not None:
                part._parameters[name] = torch.nn.Parameter(Elsewhere(value.data), requires_grad=value.requires_grad)
        for name, value in part._buffers.items():
            part._buffers[name] = value if value is None else Elsewhere(value)
    return module
