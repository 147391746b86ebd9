"""What does this web page say of itself?  Its title, date, source and index number, taken out of the text.

Sites of bureaus print these in a line under the title or in a table above it, and bars around the article
(当前位置, 分享, 打印, 上一篇).  Lines that are nothing else are left out of the text; what they say is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_META = {  # 《政府网站发展指引》附件的页面标签 first, then what blog software writes
    "title": ("articletitle", "og:title", "dc.title"),
    "date": ("pubdate", "publishdate", "article:published_time", "dc.date", "date"),
    "source": ("contentsource", "source"),
    "index": ("indexnumber", "index-number", "xxgk.indexno"),
    "url": ("url", "og:url"),
}
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_SITE_SUFFIX = re.compile(
    r"\s?(?<![-_|—–])[-_|—–]++[^-_|—–]{0,60}(?:网|网站|门户|平台|政府|委员会|[局厅部委])\s?$"
)
_FIELDS = {
    "index": "索引号 信息索引 信息索引号 索引编号",
    "date": "发布时间 发布日期 发文日期 成文日期 生成日期 公开日期 印发日期 时间 日期",
    "source": "来源 信息来源 文章来源 稿件来源 稿源 来源单位",
    "number": "文号 发文字号 发文文号 文件编号",
    "publicity": "公开方式 公开形式 公开属性",
    "issuer": "发布机构 发文机关 发布单位 发文单位 公开机构 制发机关",
    "": "作者 编辑 责任编辑 责编 审核 审核人 录入 录入人 浏览次数 浏览量 点击数 点击量 点击率 点击次数 阅读次数 阅读量 阅读 "
    "访问量 访问次数 浏览 点击 字体 字号 字体大小 视力保护色 信息分类 主题分类 体裁分类 服务对象 分类 有效性 时效 生效日期 废止日期 关键词 "
    "关键字 主题词 公开范围 公开时限 更新时间 修改时间 审稿 供稿 摄影",
}
"""Field of ``RawDocument.given``: what pages call it; under "" what is left out and not kept."""
_FIELD_OF = {name: field for field, names in _FIELDS.items() for name in names.split()}
_COMMON = frozenset("时间 日期 来源 作者 审核 分类 编辑 阅读 浏览 点击 主题词 关键词 摄影".split())
"""Names that plans use too (时间：3月): one of them alone counts only above the article,
and a time only where it is a date."""
_NAMES = "|".join(sorted(_FIELD_OF, key=lambda name: (-len(name), name)))
_PAIR = re.compile(
    rf"[【\[（(]?\s{{0,3}}(?P<name>{_NAMES})\s{{0,3}}[:：]\s{{0,3}}(?P<value>(?:[^\s|｜】\])）]++"
    rf"|(?!\s{{0,3}}[】\])）]|[\s|｜]{{1,3}}[【\[（(]?\s{{0,3}}(?:{_NAMES})\s{{0,3}}[:：]).)*+)\s{{0,3}}[】\])）]?",
    re.DOTALL,
)
"""A name and what stands behind it, up to the next name or a closing bracket."""
_HEAD_LINES, _FOOT_LINES = 15, 8
"""Lines at the top and the end of a page where its head and its foot stand."""
_LONGEST_BAR = 80
_WORDS = frozenset(
    "打印 打印本页 打印此页 打印本文 打印文章 关闭 关闭窗口 关闭本页 关闭页面 收藏 收藏本页 加入收藏 设为首页 分享 分享到 分享至 返回 返回顶部 返回列表 "
    "返回首页 返回上页 回到顶部 保存 纠错 我要纠错 评论 点赞 朗读 语音播报 复制链接 微信 微信好友 朋友圈 新浪微博 微博 QQ QQ空间 腾讯微博 大 中 小 "
    "默认 超大 字体 字号 字体大小 首页 上一页 下一页 尾页 末页 手机版 无障碍 繁体 简体 无障碍阅读 登录 注册 搜索 更多 TOP".split()
)
_ANYWHERE = re.compile(
    r"^[【\[]?[上下]一[篇条则]\s*(?:[:：】\]]|$)|^分享[到至]\s*[:：]|^扫一扫|^扫描二维码|^用手机(?:看|浏览|扫)"
)
_HEAD = re.compile(
    r"^(?:您?(?:的|当前|现在|目前|所在)*)?位置\s*[:：]|欢迎(?:您|访问|光临)|^(?:栏目|网站|本站)导航$|今天是.{0,4}\d{4}年"
)
_FOOT = re.compile(
    r"版权所有|(?:主办|承办)单位?\s*[:：]|技术支持\s*[:：]|ICP备|公网安备|网站标识码|^(?:网站地图|联系我们|关于我们)|copyright"
    r"|^(?:相关|推荐|热门|最新|热点|友情)(?:链接|文章|阅读|新闻|信息|推荐|稿件|附件下载)$|未经.{0,4}许可",
    re.I,
)
_DATE = re.compile(
    r"(?:19|20)\d\d\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}(?:\s*日)?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?"
)


def meta_facts(tree: LexborHTMLParser, markup: str) -> dict[str, str]:
    """What the tags in the head of the page say."""
    meta: dict[str, str] = {}
    for node in tree.css("meta"):
        key = node.attributes.get("name") or node.attributes.get("property") or ""
        meta.setdefault(key.lower(), (node.attributes.get("content") or "").strip())
    given = {field: next((meta[k] for k in keys if meta.get(k)), "") for field, keys in _META.items()}
    if not given["title"] and (title := tree.css_first("title")) is not None:
        given["title"] = _SITE_SUFFIX.sub("", " ".join(title.text().split()))
    if not given["url"] and (saved := _SAVED_FROM.search(markup)):
        given["url"] = saved[1]
    return {field: value for field, value in given.items() if value}


def without_bars(lines: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The lines that are text, and what the others say.

    >>> without_bars(["当前位置：首页 > 公开", "2023年工作要点", "发布时间：2023-03-05 来源：办公室", "一、减负", "上一篇：无"])
    (['2023年工作要点', '一、减负'], {'date': '2023-03-05', 'source': '办公室'})
    """
    kept: list[str] = []
    given: dict[str, str] = {}
    for index, line in enumerate(lines):
        pairs = _pairs(line, above=index < _HEAD_LINES)
        if pairs:
            for field, value in pairs.items():
                given.setdefault(field, value)
        elif not _is_bar(line.strip(), index, len(lines)):
            kept.append(line)
    kept = kept if any(line.strip() for line in kept) else list(lines)
    return kept, {field: value for field, value in given.items() if field and value}


def _pairs(line: str, *, above: bool) -> Mapping[str, str]:
    """Names and values that a line is made of; ``{}`` for a line that is something else."""
    text = line.strip()
    cells = [cell.strip() for cell in text.split("\t")]
    if len(cells) > 1 and len(cells) % 2 == 0:
        names = [cell.rstrip(":： ").replace(" ", "").replace("\u3000", "") for cell in cells[::2]]
        if all(name in _FIELD_OF or not name for name in names) and any(name in _FIELD_OF for name in names):
            return _given(zip(names, cells[1::2], strict=True))
    if len(text) > 2 * _LONGEST_BAR:
        return {}
    matches = list(_PAIR.finditer(text))
    rest = _PAIR.sub(" ", text)
    words = [word for word in re.split(r"[\s|｜【】\[\]（）()]+", rest) if any(map(str.isalnum, word))]
    dated = _DATE.sub("", " ".join(words)).strip()
    if not matches or (dated and not all(word in _WORDS for word in dated.split())):
        return {}
    only = matches[0] if len(matches) == 1 and matches[0]["name"] in _COMMON else None
    if only and (not above or (_FIELD_OF[only["name"]] == "date" and not _DATE.search(only["value"]))):
        return {}
    found = dict(_given((match["name"], match["value"]) for match in matches))
    if "date" not in found and (bare := _DATE.search(rest)):
        found["date"] = bare[0]
    return found


def _given(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        field = _FIELD_OF.get(name, "")
        date = _DATE.search(value) if field == "date" else None
        if field == "number" and "号" not in value:  # 文号：无
            continue
        found.setdefault(field, date[0] if date else value.strip(" \u3000|｜"))
    return found


def _is_bar(text: str, index: int, count: int) -> bool:
    if not text or len(text) > _LONGEST_BAR or text.endswith(("。", "；")):
        return False
    words = [word for word in re.split(r"[\s|｜【】\[\]（）()：:、>»/]+", text) if word]
    if words and all(word in _WORDS for word in words):
        return True
    return bool(
        _ANYWHERE.search(text)
        or (index < _HEAD_LINES and _HEAD.search(text))
        or (index >= count - _FOOT_LINES and _FOOT.search(text))
    )
