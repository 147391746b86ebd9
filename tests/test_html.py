from __future__ import annotations

from corpus.readers import read
from corpus.readers.html import page
from corpus.types import RawDocument

SAVED = """<!DOCTYPE html><!-- saved from url=(0036)http://jyj.lincheng.example/2014/1.html -->
<html><head><meta charset="gb2312"><meta name="ArticleTitle" content="2014年工作要点">
<meta name="PubDate" content="2014-02-18 09:30"><meta name="ContentSource" content="临澄市教育局">
<title>2014年工作要点_临澄市教育局网站</title><style>p{}</style><script>var 减负 = 1;</script></head>
<body><nav>首页 政务公开</nav><div class="share">分享到 微信</div>
<div id="zoom"><h1>2014年工作要点</h1><p>　　一、总体<b>要求</b>。夯实
基础。</p><p>1.减轻课业负担。<br>2.推进均衡。</p></div><footer>版权所有</footer></body></html>"""


def lines(markup: str) -> list[str]:
    return page(markup, "a.html", "a.html").text.split("\n")


def test_blocks_are_lines_and_furniture_is_left_out() -> None:
    assert lines(SAVED) == [
        "2014年工作要点",
        "　　一、总体要求。夯实基础。",
        "1.减轻课业负担。",
        "2.推进均衡。",
    ]


def test_what_the_page_says_of_itself_is_given() -> None:
    assert page(SAVED, "a", "a").given == {
        "title": "2014年工作要点",
        "date": "2014-02-18 09:30",
        "source": "临澄市教育局",
        "url": "http://jyj.lincheng.example/2014/1.html",
    }


def test_a_title_without_meta_loses_the_name_of_the_site() -> None:
    found = page("<title>2014年工作要点 - 临澄市教育局</title><p>文</p>", "a", "a")
    assert found.given == {"title": "2014年工作要点"}


def test_a_page_that_lies_about_its_charset_is_read_by_content() -> None:
    for encoding in ("utf-8", "gb18030"):
        (found,) = read(SAVED.encode(encoding), "a.html", "a.html")
        assert isinstance(found, RawDocument)
        assert "一、总体要求" in found.text


def test_rows_of_a_table_are_lines_of_cells() -> None:
    table = "<table><tr><th>指标<th>2013年<tr><td><p>毛入园率</p><td>95%</table>"
    assert lines(table) == ["指标\t2013年", "毛入园率\t95%"]


def test_a_table_that_lays_out_the_page_is_no_row() -> None:
    inner = "".join(f"<p>{i}.第{i}条</p>" for i in range(1, 8))
    assert lines(f"<table><tr><td>栏目<td>{inner}</table>") == [
        "栏目",
        *[f"{i}.第{i}条" for i in range(1, 8)],
    ]
    nested = "<table><tr><td>左<td><table><tr><td>甲<td>乙</table></table>"
    assert lines(nested) == ["左", "甲\t乙"]


def test_text_under_a_class_called_nav_is_kept_when_it_is_the_article() -> None:
    assert lines("<div class='nav'>首页</div><div class='nav'>" + "减负" * 50 + "</div>") == ["减负" * 50]


def test_menus_made_of_links_are_left_out_and_a_single_link_stays() -> None:
    text = "<p>" + "减负" * 40 + "</p>"
    menu = "<ul><li><a>首页</a></li><li><a>信息公开</a></li></ul><div>[<a>打印</a>] [<a>关闭</a>]</div>"
    cells = "<table><tr><td><a>通知</a></td><td><a>公告</a></td></tr></table>"
    assert lines(menu + text + cells + "<p><a>附件：任务分解表</a></p>") == ["减负" * 40, "附件：任务分解表"]
    assert lines(f"<p>详见<a>甲</a>、<a>乙</a></p>{text}") == ["详见甲、乙", "减负" * 40]


def test_a_page_of_links_alone_is_kept() -> None:
    assert lines("<p><a>一、减负</a></p><p><a>二、均衡</a></p>") == ["一、减负", "二、均衡"]


def test_hidden_text_is_left_out() -> None:
    body = "<p>" + "正文" * 20 + "</p>"
    assert lines(f"<p style='display: none'>甲</p><p hidden>乙</p>{body}") == ["正文" * 20]


def test_white_space_of_the_source_is_one_space_between_words() -> None:
    assert lines("<p>hello\n   world&nbsp;!</p>") == ["hello world\xa0!"]


def test_tags_nested_beyond_any_recursion_limit_are_read() -> None:
    assert lines("<div>" * 3000 + "甲" + "</div>" * 3000) == ["甲"]
    assert lines("<table><tr><td>" * 500 + "乙") == ["乙"]


def test_cells_that_reach_over_rows_and_columns_keep_the_others_in_their_place() -> None:
    table = "<table><tr><td rowspan=2>学前<td>毛入园率<td colspan=2>98%</tr><tr><td>普惠率<td>86%<td>90%</tr><tr><td>后<td>x</table>"
    assert lines(table) == ["学前\t毛入园率\t98%\t", "\t普惠率\t86%\t90%", "后\tx"]
