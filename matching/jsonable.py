"""Every value of the library as plain JSON and back, exactly."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_UNIONS = (Union, types.UnionType)


def to_json(value: Any) -> Any:
    """Return dicts, lists and scalars: tuples and sets become lists, sets sorted.

    >>> from matching.results import Check
    >>> to_json(Check("missing_field", "hours", None))
    {'code': 'missing_field', 'subject': 'hours', 'found': None}
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: to_json(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(to_json(item) for item in value)
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    return value


def from_json(cls: type[T], data: Any) -> T:
    """Return the value that `to_json` made `data` from.

    >>> from matching.results import Check
    >>> from_json(Check, {"code": "missing_field", "subject": "hours", "found": None}).subject
    'hours'
    """
    built: T = _build(cls, data)
    return built


def _build(kind: Any, data: Any) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _build(hints[name], item) for name, item in data.items()})
    origin = get_origin(kind)
    if origin in _UNIONS:
        return _build_either(get_args(kind), data)
    if origin in (tuple, frozenset):
        return origin(_build(get_args(kind)[0], item) for item in data)
    if origin is not None:
        return {key: _build(get_args(kind)[1], item) for key, item in data.items()}
    return data


def _build_either(kinds: tuple[Any, ...], data: Any) -> Any:
    """Build a union's value: only a tuple and scalars ever share one here."""
    if isinstance(data, list):
        return tuple(data)
    built = next((kind for kind in kinds if is_dataclass(kind)), None)
    return _build(built, data) if built and isinstance(data, dict) else data
