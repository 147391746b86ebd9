"""Which place is this?  Provinces, cities and counties by name, down from the list of ``places.txt``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

LIST = Path(__file__).parent / "places.txt"
_LONGEST = 15
MUNICIPALITIES = frozenset(("北京市", "上海市", "天津市", "重庆市"))
_PEOPLE = (
    "(?:壮|回|维吾尔|哈萨克|朝鲜|土家|布依|哈尼|傈僳|仡佬|东乡|拉祜|纳西|仫佬|锡伯|柯尔克孜|达斡尔|景颇|毛南|撒拉|布朗|塔吉克|普米|鄂温克|保安|裕固|"
    "鄂伦春|独龙|门巴|珞巴|蒙古|各|藏|苗|彝|侗|瑶|白|黎|傣|畲|佤|水|羌|土|满|怒)族?"
)
_AUTONOMOUS = re.compile(rf"(?:{_PEOPLE}){{0,5}}自治[区州县旗]$")
_SUFFIX = re.compile(r"特别行政区$|(?:新|矿|林|特)区$|地区$|[省市州盟县区旗]$")
_NEEDS_CITY = frozenset("城区 郊区 矿区 东区 西区 南区 北区 中区 新区 新城区 市中区".split())
"""Names that are words first: places only behind their city."""
_OFFICE = re.compile(
    r"教育(?:局|厅|委|工委|和|体育局|科技局|文化|督导)|教委|教体局|教科局|教研室|人民政府|政府|[省市县区]委"
)
_SCHOOL = re.compile(
    r"(?![东西南北中]?[路街巷村桥]|大道|大街|新村|花园)[一-鿿\d]{0,8}?(?:中学|小学|初中|高中|学校|幼儿园|附中|附小|学院|大学|[一二三四五六七八九十\d]中)"
)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A province, city or county; ``former``: no place has that name today."""

    name: str
    level: str
    above: Place | None = None
    former: bool = False

    @property
    def path(self) -> tuple[Place, ...]:
        """The places it lies in, from the province, and itself."""
        return (*(self.above.path if self.above else ()), self)

    @property
    def title(self) -> str:
        """As documents call it: 江苏省, 泰州市, 泰兴市 (a city under a city), but 泰州市姜堰区."""
        if self.level != "县" or self.name.endswith("市") or self.above is None:
            return self.name
        return self.above.name + self.name

    @property
    def rank(self) -> str:
        """The level of its government: a municipality's is that of a province."""
        return "省" if self.name in MUNICIPALITIES else self.level


@dataclass(frozen=True, slots=True)
class Found:
    """Where a name ends that text begins with, and which places bear it: several if nothing tells them apart."""

    end: int
    places: tuple[Place, ...]


@cache
def _names() -> tuple[dict[str, list[Place]], dict[str, list[Place]]]:
    """Full names and short ones (泰州, 恩施), each with the places that bear them."""
    full: dict[str, list[Place]] = {}
    short: dict[str, list[Place]] = {}
    province: Place | None = None
    city: Place | None = None
    for line in LIST.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        name = line.strip().removeprefix("~")
        former = line.strip() != name
        if not line.startswith(" "):
            province, city = Place(name, "省"), None
            place = province
        elif not line.startswith("  "):
            city = place = Place(name, "市", province, former)
        else:
            place = Place(name, "县", city or province, former)
        full.setdefault(name, []).append(place)
        stem = (_AUTONOMOUS if "自治" in name else _SUFFIX).sub("", name)
        if len(stem) > 1:
            short.setdefault(stem, []).append(place)
    for stem, places in short.items():  # 恩施州, 长阳县
        for place in places:
            if "自治" in place.name and stem + place.name[-1] not in full:
                full[stem + place.name[-1]] = [place]
    return full, short


def leading(text: str) -> Found | None:
    """The place whose name ``text`` (simplified, without white space) begins with.

    A short name counts only before an office (泰州教育局) or, behind its province, before a school
    (江苏省泰兴中学), and behind its city only where it is no district's (泰州市靖江中学).

    >>> [place.title for place in leading("江苏省泰州市姜堰区教育局").places]
    ['泰州市姜堰区']
    >>> leading("南京路小学"), leading("临澄市教育局")
    (None, None)
    """
    return _below(text, 0, ())


def _below(text: str, start: int, within: Sequence[Place]) -> Found | None:
    full, short = _names()
    for length in range(min(_LONGEST, len(text) - start), 1, -1):
        name = text[start : start + length]
        found = _inside(full.get(name, ()), within)
        if found and (within or name not in _NEEDS_CITY):
            return _below(text, start + length, found) or Found(start + length, found)
    for length in range(min(5, len(text) - start), 1, -1):
        found = _inside(short.get(text[start : start + length], ()), within)
        end = start + length
        if not found:
            continue
        further = _below(text, end, found)
        if further or _OFFICE.match(text, end) or (within and _called_so(found) and _SCHOOL.match(text, end)):
            current = tuple(place for place in found if not place.former) or found
            return further or Found(end, current)
    return None


def _inside(places: Iterable[Place], within: Sequence[Place]) -> tuple[Place, ...]:
    return tuple(place for place in places if not within or any(one in place.path[:-1] for one in within))


def _called_so(places: Sequence[Place]) -> bool:
    """Whether schools are called after it: after 泰兴市 and 姜堰市, not after 和平区."""
    return any(place.level == "市" or not place.name.endswith("区") for place in places)


def named(text: str) -> tuple[Place, ...]:
    """The places that ``text`` is the whole name of, short ones of cities and provinces included.

    >>> [place.title for place in named("江苏省泰州市")], [place.title for place in named("泰州")], named("计划")
    (['泰州市'], ['泰州市'], ())
    """
    found = leading(text)
    if found and found.end == len(text):
        return found.places
    return tuple(place for place in _names()[1].get(text, ()) if place.level != "县" and not place.former)


def told_apart(places: Sequence[Place], hints: Iterable[str]) -> tuple[Place, ...]:
    """Those of ``places`` that lie in a place which one of the hints names; all where none does.

    >>> [place.title for place in told_apart(named("鼓楼区"), ["江苏省", "南京市"])]
    ['南京市鼓楼区']
    """
    for hint in hints:
        around = named(hint)
        inside = tuple(place for place in places if any(one in place.path for one in around))
        if inside:
            places = inside
    return tuple(places)


@lru_cache(maxsize=10_000)
def lies_in(region: str, wanted: str) -> bool:
    """Whether a region lies in another, or is the same under another name.

    >>> lies_in("泰兴市", "泰州市"), lies_in("泰州市姜堰区", "江苏省"), lies_in("临澄市澄南区", "临澄市")
    (True, True, True)
    >>> lies_in("泰州市", "泰兴市"), lies_in("鼓楼区", "南京市")
    (False, False)
    """
    if region.startswith(wanted):
        return True
    inner, outer = named(region), named(wanted)
    return bool(inner and outer) and all(any(one in place.path for one in outer) for place in inner)
