from __future__ import annotations

import pytest

from corpus.readers.html import page
from corpus.readers.page_facts import without_bars

BUREAU = """<html><head><title>临澄市教育局2023年工作要点_临澄市教育局</title></head><body>
<div>今天是2026年1月1日 星期四 欢迎访问临澄市教育局</div>
<div>您当前所在的位置：首页 &gt; 政务公开 &gt; 计划总结</div>
<table><tr><td>索 引 号：</td><td>014342/2023-00012</td><td>主题分类：</td><td>教育</td></tr>
<tr><td>发布机构：</td><td>临澄市教育局</td><td>发文日期：</td><td>2023-02-15</td></tr>
<tr><td>文 号：</td><td>临教发〔2023〕5号</td><td>公开方式：</td><td>主动公开</td></tr></table>
<h1>临澄市教育局2023年工作要点</h1>
<div>来源：局办公室 发布时间：2023-02-16 09:30 点击数：<span>12</span> 【字体：大 中 小】</div>
<div>分享到：微信 新浪微博</div>
<div id="zoom"><p>一、重点工作</p><p>时间：3月至6月</p><p>1.上一学年的减负工作要巩固。</p><p>2.关闭不合格机构，打印作业清单。</p></div>
<p>【打印本页】 【关闭窗口】</p><p>上一篇：2022年工作总结</p><p>下一篇：没有了</p><p>扫一扫在手机打开当前页</p>
<p>主办：临澄市教育局 苏ICP备05000000号</p></body></html>"""


def test_only_the_article_is_left_of_a_page_of_a_bureau_and_the_rest_is_given() -> None:
    found = page(BUREAU, "a.html", "a.html")
    assert found.text.split("\n") == [
        "临澄市教育局2023年工作要点",
        "一、重点工作",
        "时间：3月至6月",
        "1.上一学年的减负工作要巩固。",
        "2.关闭不合格机构，打印作业清单。",
    ]
    assert found.given == {
        "title": "临澄市教育局2023年工作要点",
        "index": "014342/2023-00012",
        "issuer": "临澄市教育局",
        "date": "2023-02-15",
        "source": "局办公室",
        "number": "临教发〔2023〕5号",
        "publicity": "主动公开",
    }


def test_a_page_that_names_no_number_gives_none() -> None:
    assert without_bars(["文号：无 公开方式：主动公开", "一、减负"])[1] == {"publicity": "主动公开"}


@pytest.mark.parametrize(
    "line",
    [
        "上一学年工作回顾", "分享经验，推广做法", "打印教材费用由学校承担", "来源：财政拨款和社会捐赠，按年度公布。", "关闭不合格园所3所",
        "首页建设：门户网站改版",
    ],
)  # fmt: skip
def test_sentences_that_begin_like_a_bar_stay(line: str) -> None:
    text = ["一、减负"] * 20
    assert without_bars([*text, line, *text])[0] == [*text, line, *text]


def test_a_page_that_is_nothing_but_bars_keeps_them() -> None:
    assert without_bars(["上一篇：2012年工作要点"])[0] == ["上一篇：2012年工作要点"]
