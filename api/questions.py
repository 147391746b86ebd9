"""What can be asked by name?  Parameters as JSON, checked as the endpoint of that name checks its own."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_origin, get_type_hints

from api.checks import BadRequest, read_filters
from api.precedents import read_request
from index.filters import Filters

if TYPE_CHECKING:
    from api.library import Library

_PUBLIC = {"text": "q"}
"""A parameter of ``Library`` that endpoints call otherwise."""
_INNER = {"filters", "concepts"}
"""Parameters that no endpoint has under this name."""
FILTERS = tuple(Filters.__dataclass_fields__)


def ask(library: Library, kind: str, params: Mapping[str, Any]) -> Any:
    """The answer of the endpoint ``kind``, which is a method of ``Library`` too, to these parameters."""
    if kind == "precedents":
        return library.precedents(*read_request(params))
    method = getattr(library, kind)
    wanted = {
        _PUBLIC.get(name, name): name for name in inspect.signature(method).parameters if name not in _INNER
    }
    filtered = "filters" in inspect.signature(method).parameters
    allowed = [*wanted, *(name for name in FILTERS if filtered and name not in wanted)]
    if strange := sorted(set(params) - set(allowed)):
        names = "、".join(name[:20] for name in strange[:5])
        raise BadRequest(f"{kind} 没有参数 {names}；可用：{'、'.join(allowed)}", "bad_params")
    values = _values(method, wanted, params)
    if filtered:
        given = {name: _spelled_all(name, params[name]) for name in FILTERS if params.get(name) is not None}
        values["filters"] = read_filters(given)
    return method(**values)


def _values(method: Any, wanted: Mapping[str, str], params: Mapping[str, Any]) -> dict[str, Any]:
    """Each parameter read as from a query string, by the type that the method gives it."""
    from pydantic import TypeAdapter, ValidationError

    from api.answering import bad_request

    hints = get_type_hints(method)
    values: dict[str, Any] = {}
    problems: list[Mapping[str, Any]] = []
    for public, name in wanted.items():
        given = params.get(public)
        if given is None:
            if inspect.signature(method).parameters[name].default is inspect.Parameter.empty:
                problems.append({"loc": (public,), "type": "missing", "input": None})
            continue
        spelled = _spelled_all(public, given)
        try:
            adapter = TypeAdapter(hints[name])
            one = not isinstance(given, list) and not _many(hints[name])
            values[name] = adapter.validate_python(spelled[0] if one else spelled)
        except ValidationError as error:
            problems += [{**problem, "loc": (public,)} for problem in error.errors()]
    if problems:
        raise bad_request(problems)
    return values


def _many(hint: Any) -> bool:
    """Whether a parameter is repeatable."""
    origin = get_origin(hint)
    return isinstance(origin, type) and issubclass(origin, Sequence)


def _spelled_all(name: str, value: Any) -> list[str]:
    """A value as a query string would spell it: text, numbers and truth, one or several."""
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str | int | float | bool) for one in values):
        raise BadRequest(f"params.{name} 应是文字、数字、true、false 或它们的列表", "bad_value")
    return [str(one).lower() if isinstance(one, bool) else str(one) for one in values]
