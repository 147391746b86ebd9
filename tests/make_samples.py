"""Turns some plans of ``corpus/sample/plans`` into the messy forms in which real plans arrive.

    python -m tests.make_samples --check    # says what would be made, and whether each reads back
    python -m tests.make_samples            # makes it: bureau-2014.txt becomes bureau-2014.docx …

A plan is replaced only when its new form reads back with the same lines, so that what is known of its
themes and targets stays true.  A second run finds nothing left to do.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from html import escape
from pathlib import Path

from corpus.decoding import decode
from corpus.readers import read
from corpus.readers.number_forms import format_number
from corpus.types import RawDocument
from tests.make_files import abstract_list, docx, list_instance, paragraph, pdf, typeset

PLANS = Path(__file__).resolve().parents[1] / "corpus" / "sample" / "plans"


def gb18030(text: str) -> bytes:
    """As Notepad saved it on a Chinese Windows."""
    return text.replace("\n", "\r\n").encode("gb18030")


def traditional(text: str) -> bytes:
    """The same plan in traditional characters."""
    return _to_traditional(text).encode()


def word(text: str) -> bytes:
    """A Word document whose numbers are automatic: they stand in no text run."""
    body, instances = [], [list_instance(1, 0)]
    counts = [0] * len(_LEVELS)
    for row, line in enumerate(_lines(text)):
        found = _NUMBER.match(line) if row else None
        if found is None:
            body.append(paragraph(escape(line), style="Title" if row == 0 else ""))
            continue
        level = next(i for i, digits in enumerate(found.groups()) if digits)
        number = _VALUES[_LEVELS[level][0]][found[level + 1]]
        if number != counts[level] + 1:  # the author began anew: another instance of the list
            instances.append(list_instance(len(instances) + 1, 0, [(level, number)]))
        counts[level:] = [number] + [0] * (len(_LEVELS) - level - 1)
        body.append(paragraph(escape(line[found.end() :]), len(instances), level))
    return docx("".join(body), numbering=abstract_list(0, *_LEVELS) + "".join(instances), styles=_TITLE_STYLE)


def web_page(text: str) -> bytes:
    """As saved from the site of a bureau: menus, share bar and links around the article."""
    title, *lines = _lines(text)
    year = _year(title)
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}_临澄市教育局</title>
<meta name="SiteName" content="临澄市教育局"><meta name="ArticleTitle" content="{title}">
<meta name="PubDate" content="{year}-03-05 09:12"><meta name="ContentSource" content="市教育局办公室">
<style>.TRS_Editor p {{ text-indent: 2em }}</style><script>var channel = "jhzj"; window.onload = function () {{}};</script>
</head><body>
<div class="top"><a href="/">设为首页</a> | <a href="/">加入收藏</a> | <a href="/wap">手机版</a></div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/xxgk">信息公开</a></li><li><a href="/bsfw">办事服务</a></li>
<li><a href="/hdjl">互动交流</a></li></ul>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/xxgk">信息公开</a> &gt; 计划总结</div>
<h1 class="title">{title}</h1>
<div class="info"><span>发布时间：{year}-03-05</span>　<span>来源：市教育局办公室</span>　<span>浏览次数：1326</span>　【字体：<a>大</a> <a>中</a> <a>小</a>】</div>
<div class="bdsharebuttonbox"><span>分享到：</span><a>微信</a><a>新浪微博</a><a>QQ空间</a></div>
<div id="zoom" class="TRS_Editor">
{"".join(f"<p>　　{escape(line)}</p>{chr(10)}" for line in lines)}</div>
<div class="tools">【<a href="javascript:window.print()">打印本页</a>】【<a href="javascript:window.close()">关闭窗口</a>】</div>
<div class="related"><h3>相关链接</h3><ul><li><a href="2.html">临澄市教育局{year - 1}年工作总结</a></li>
<li><a href="3.html">关于印发《临澄市教育局{year}年度部门预算》的通知</a></li></ul></div>
<div class="foot"><p>主办单位：临澄市教育局　网站标识码：3200000000　东江ICP备00000000号</p>
<p>版权所有 未经许可不得转载</p></div>
</body></html>""".encode()


def old_web_page(text: str) -> bytes:
    """The same from an old site: GB18030, the page laid out in tables, lines broken by ``<br>``."""
    title, *lines = _lines(text)
    year = _year(title)
    article = "<br>\n".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{escape(line)}" for line in lines)
    return f"""<HTML><HEAD><META http-equiv="Content-Type" content="text/html; charset=gb2312">
<!-- saved from url=(0041)http://jyj.wanghu.example/show.asp?id=1207 -->
<TITLE>{title} - 望湖教育网</TITLE></HEAD>
<BODY><TABLE width=960 align=center><TR><TD colspan=2>望湖区教育局 欢迎您 <SCRIPT>document.write(new Date())</SCRIPT></TD></TR>
<TR><TD colspan=2><TABLE><TR>{_cells("网站首页", "教育动态", "政策法规", "招生考试")}</TR></TABLE></TD></TR>
<TR><TD width=180 valign=top><TABLE><TR><TD>栏目导航</TD></TR><TR>{_cells("通知公告")}</TR><TR>{_cells("计划总结")}</TR></TABLE></TD>
<TD valign=top><TABLE><TR><TD align=center><FONT size=5><B>{title}</B></FONT></TD></TR>
<TR><TD align=center>作者：办公室　发布时间：{year}-3-4 10:20:31　点击数：487</TD></TR>
<TR><TD>{article}</TD></TR>
<TR><TD align=right>[<A href="#">返回顶部</A>] [<A href="#">打印</A>] [<A href="#">关闭</A>]</TD></TR></TABLE></TD></TR>
<TR><TD colspan=2 align=center>版权所有：望湖区教育局　技术支持：望湖区教育信息中心</TD></TR></TABLE></BODY></HTML>""".encode(
        "gb18030"
    )


def _cells(*names: str) -> str:
    return "".join(f'<TD><A href="#">{name}</A></TD>' for name in names)


def printed(text: str) -> bytes:
    """A PDF with page numbers, as printed from a word processor."""
    return pdf(typeset(text))


def printed_with_header(text: str) -> bytes:
    """A PDF with the issuer's name above each page and narrower type."""
    return pdf(typeset(text, header="临澄市教育局基础教育处", size=15, per_line=28, per_page=22))


FORMS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "chengnan-2015": (".txt", gb18030),
    "chengnan-2018": (".txt", traditional),
    "bureau-2014": (".docx", word),
    "bureau-2018": (".html", web_page),
    "wanghu-2021": (".html", old_web_page),
    "bureau-2022": (".pdf", printed),
    "office-2019": (".pdf", printed_with_header),
}
"""Stem of a plan: the form that it takes."""

_HAN = "[一二三四五六七八九十]+"
_LEVELS = (
    ("chineseCountingThousand", "%1、"),
    ("chineseCountingThousand", "（%2）"),
    ("decimal", "%3."),
    ("decimalEnclosedCircle", "%4"),
)
_NUMBER = re.compile(rf"(?:({_HAN})、|（({_HAN})）|(\d+)\.(?!\d)|([①-⑳]))")
_VALUES = {form: {format_number(n, form): n for n in range(1, 60)} for form, _ in _LEVELS}
_TITLE_STYLE = (
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:rPr><w:rFonts w:eastAsia="方正小标宋简体"/><w:sz w:val="44"/></w:rPr></w:style>'
)


def main() -> int:
    """Makes what is not made yet; exit status 1 if a plan is missing or does not read back."""
    parser = argparse.ArgumentParser(description="把几份样例计划变成现实中常见的样子")
    parser.add_argument("--check", action="store_true", help="只检查，不写文件")
    check = parser.parse_args().check
    failed = False
    for stem, (suffix, make) in FORMS.items():
        source, target = PLANS / f"{stem}.txt", PLANS / f"{stem}{suffix}"
        if _is_made(source, target, make):
            print(f"{target.name}: 已经是这个样子")
            continue
        if not source.exists():
            print(f"{source.name}: 还没有")
            failed = True
            continue
        text = source.read_text(encoding="utf-8")
        data = make(text)
        if not _reads_back(data, target.name, _to_traditional(text) if make is traditional else text):
            print(f"{target.name}: 读回来与原文不同，没有替换")
            failed = True
        elif check:
            print(f"{target.name}: 可以做，读回来与原文相同")
        else:
            target.write_bytes(data)
            if target != source:
                source.unlink()
            print(f"{target.name}: 做好了")
    return int(failed)


def _is_made(source: Path, target: Path, make: Callable[[str], bytes]) -> bool:
    if target != source:
        return target.exists() and not source.exists()
    return target.exists() and target.read_bytes() == make(decode(target.read_bytes()))


def _reads_back(data: bytes, name: str, text: str) -> bool:
    """Whether the lines of ``text`` are those of the file, in one piece, whatever stands around them."""
    (found,) = read(data, name, name)
    if not isinstance(found, RawDocument):
        return False
    wanted, got = _lines(text), _lines(found.text)
    if not name.endswith(".html"):
        return wanted == got
    body = wanted[1:]  # between title and body stands the line with date and source
    at = got.index(body[0]) if body[0] in got else 0
    return wanted[0] in got[:at] and got[at : at + len(body)] == body


def _lines(text: str) -> list[str]:
    return [stripped for line in text.split("\n") if (stripped := line.strip(" \t\u3000\xa0"))]


def _year(title: str) -> int:
    found = re.search(r"\d{4}", title)
    if found is None:
        raise ValueError(f"no year in the title {title!r}")
    return int(found[0])


def _to_traditional(text: str) -> str:
    from opencc import OpenCC

    return str(OpenCC("s2t").convert(text))


if __name__ == "__main__":
    raise SystemExit(main())
