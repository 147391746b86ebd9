"""How is it used from the command line?  ``cejian``: the parser, and one function for each command.

Nothing heavy is imported before a command is known: ``cejian --help`` answers at once, and so does a question that
a service over the same data answers.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from api import VERSION
from api.settings import Settings
from corpus.types import DOC_TYPES, LEVELS, STAGES

INTERRUPTED = 130
"""128 + SIGINT, as shells expect."""

_USAGE_ERRORS = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"unrecognized arguments: (.+)", r"不认得 \1"),
    (r"argument (.{1,200}?): invalid choice: (.{1,200}?) \(choose from (.+)\)", r"\1 不能是 \2；可用：\3"),
    (r"argument (.{1,200}?): invalid int value: (.+)", r"\1 应是整数，收到 \2"),
    (r"argument (.{1,200}?): invalid float value: (.+)", r"\1 应是数字，收到 \2"),
    (r"argument (.{1,200}?): expected one argument", r"\1 后面要有一个值"),
    (r"argument (.{1,200}?): expected at least one argument", r"\1 后面至少要有一个值"),
    (r"argument (.{1,200}?): ignored explicit argument (.+)", r"\1 不带值，收到 \2"),
    (r"argument (.{1,200}?): not allowed with argument (.+)", r"\1 不能和 \2 同时用"),
    (r"ambiguous option: (.{1,200}?) could match (.+)", r"\1 不明确，可以是 \2"),
    (r"argument (--export|--refused): (.+)", r"\1：\2"),
)
"""What argparse says, and how it is said here."""


class _Help(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=32)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese and does not guess abbreviated options."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, formatter_class=_Help, allow_abbrev=False, add_help=False)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in Chinese and leave with 2."""
        for pattern, said in _USAGE_ERRORS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = found.expand(said)
                break
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}：{message}；用法见 {self.prog} --help\n")


def build_parser() -> Parser:
    """The whole command line."""
    parser = Parser(prog="cejian", description="策鉴：给历年教育工作计划提一个问题，得到可以引用的回答。")
    parser.add_argument("--version", action="store_true", help="显示版本")
    commands = parser.add_subparsers(dest="command", metavar="命令", title="命令")

    def command(name: str, about: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about)
        made.add_argument("--data", type=Path, metavar="目录", help="资料库目录（CEJIAN_DATA）")
        made.add_argument("--model", metavar="名称", help="向量模型的名称或目录（CEJIAN_MODEL）")
        return made

    ingest = command("ingest", "收录文件、文件夹、压缩包和表格")
    ingest.add_argument("paths", nargs="+", metavar="PATH", help="文件或文件夹，可以多个")
    ingest.add_argument("--dry-run", action="store_true", help="只读不收：逐份说会认出什么、依据是什么")
    ingest.add_argument("--again", action="store_true", help="收过而没有变的文件也重新读")
    ingest.add_argument("--refused", type=_file_to_write, metavar="FILE.csv", help="没有收录的和原因写成表格")
    _json(ingest)
    watch = command("watch", "看着一个文件夹，新的和改过的文件随时收录")
    watch.add_argument("folder", type=Path, metavar="DIR", help="文件夹")
    watch.add_argument("--interval", type=float, default=2.0, metavar="秒", help="多久看一次（2）")
    watch.add_argument("--json", action="store_true", help="一份文件一行 JSON")

    search = command("search", "查找与问题有关的段落")
    search.add_argument("query", metavar="QUERY", help="问题，例如：历年计划怎么说减负")
    search.add_argument(
        "--mode", default="hybrid", metavar="方式", help="hybrid、semantic、keyword、phrase 之一"
    )
    search.add_argument("--limit", type=int, default=10, metavar="N", help="至多几条（10）")
    search.add_argument("--offset", type=int, default=0, metavar="N", help="从第几条之后开始（0）")
    search.add_argument("--no-expand", action="store_true", help="不用概念库和口语词扩展问题")
    search.add_argument("--explain", action="store_true", help="说明问题怎么读、每条为什么找到")
    _filters(search)
    _json(search)
    _export(search)

    themes = command("themes", "历年怎么说：各年有无、主题、原文摘句")
    themes.add_argument("query", metavar="QUERY", help="问题，例如：历年计划怎么说减负")
    themes.add_argument(*_spelled("per-year"), type=int, default=5, metavar="N", help="每年至多取几段（5）")
    themes.add_argument(*_spelled("max-themes"), type=int, default=12, metavar="N", help="至多几个主题（12）")
    _filters(themes)
    themes.add_argument("--prose", action="store_true", help="由语言模型写成一段，逐句核实（CEJIAN_LLM_URL）")
    _json(themes)
    _export(themes)

    compare = command("compare", "比较两年、两段时期或两个机关：共有、新增、不再提的主题，逐条对照")
    compare.add_argument("query", nargs="?", default="", metavar="QUERY", help="问题，不写就比较全部内容")
    for side in ("a", "b"):
        about = f"{side} 边：2013、2011-2015 或 issuer:临澄市教育局"
        compare.add_argument(f"--{side}", required=True, metavar="一边", help=about)
    _filters(compare)
    _json(compare)
    _export(compare)

    formulation = command("formulation", "一个提法的始末：最早、高峰、最近，各年次数，前后沿革")
    formulation.add_argument("term", metavar="TERM", help="提法，例如：双减")
    _page(formulation, 500)
    _export(formulation)
    precedents = command("precedents", "给草稿逐条找先例：沿用、改写还是新提，数字有无出入")
    precedents.add_argument("file", metavar="FILE|-", help="草稿文件；- 表示从标准输入读")
    precedents.add_argument("--limit", type=int, default=5, metavar="N", help="每条至多几个先例（5）")
    _filters(precedents)
    _json(precedents)
    _export(precedents)
    lineage = command("lineage", "对照上一份计划：沿用、改写、新提、未再提出")
    lineage.add_argument("id", metavar="DOCUMENT_ID", help="文件编号")
    _json(lineage)
    _export(lineage)
    targets = command("targets", "指标：承诺了多少、后来报告多少，逐年提高、降低还是不再提")
    targets.add_argument("query", nargs="?", default="", metavar="QUERY", help="指标或题目，不写就列出全部")
    _page(targets, 50)
    _export(targets)
    concept = command("concept", "概念库里的一个概念：说法、反例、沿革，本库提到多少")
    concept.add_argument("name", metavar="NAME", help="概念名或它的一个说法，例如：学生减负")
    _json(concept)
    citations = command("citations", "计划引用了哪些文件，谁引用了某一份")
    citations.add_argument("title", nargs="?", default="", metavar="TITLE", help="题名或文号，不写就列出全部")
    _page(citations, 100)
    _export(citations)
    duties = command("duties", "谁负责什么、何时完成")
    duties.add_argument("query", nargs="?", default="", metavar="QUERY", help="事项或单位，不写就列出全部")
    duties.add_argument("--unit", default="", metavar="名称", help="只看这个单位的")
    _page(duties, 100)
    _export(duties)

    _documents(command("documents", "列出、查看、移除、更正资料库里的文件"))

    serve = command("serve", "打开网页和接口")
    serve.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听的地址（127.0.0.1）")
    serve.add_argument("--port", type=int, default=8000, metavar="端口", help="监听的端口（8000）")
    serve.add_argument("--read-only", action="store_true", help="不接受任何写入（CEJIAN_READ_ONLY）")

    command("mcp", "给 AI 助手用：标准输入输出上的 MCP 服务")

    evaluate = command("eval", "用相关性用例给检索打分：nDCG@10 和年份覆盖")
    evaluate.add_argument("file", type=Path, metavar="FILE.json", help="用例文件")
    evaluate.add_argument("--no-concepts", action="store_true", help="不用概念库，作比较")
    _json(evaluate)

    _json(command("doctor", "检查设置、资料库和索引，逐项说好坏和怎么办"))
    rebuild = command("rebuild", "用现在的模型、词典和概念库重建索引，原文不动")
    rebuild.add_argument("--vectors", action="store_true", help="同一个模型算出的向量也重算")
    _json(rebuild)
    backup = command("backup", "把资料库完整地备份成一个文件，不必停止服务")
    backup.add_argument("file", type=Path, metavar="FILE", help="备份文件")
    restore = command("restore", "用备份文件恢复资料库")
    restore.add_argument("file", type=Path, metavar="FILE", help="备份文件")
    for copying, about in ((backup, "覆盖已有的备份文件"), (restore, "取代已有文件的资料库")):
        copying.add_argument("--force", action="store_true", help=about)
        _json(copying)
    _json(command("demo", "用自带的示例计划回答“历年计划怎么说减负”"))
    return parser


def _documents(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="操作", title="操作（不写就是 list）")
    _listing(parser)
    _listing(actions.add_parser("list", help="列出文件，可以筛选", argument_default=argparse.SUPPRESS))
    for name, about in (("show", "查看一份文件"), ("remove", "移除一份文件"), ("restore", "恢复移除的文件")):
        action = actions.add_parser(name, help=about, argument_default=argparse.SUPPRESS)
        action.add_argument("id", metavar="ID", help="文件编号")
        _json(action)
    change = actions.add_parser("set", help="更正一份文件的信息", argument_default=argparse.SUPPRESS)
    change.add_argument("id", metavar="ID", help="文件编号")
    change.add_argument(
        "changes", nargs="+", metavar="FIELD=VALUE", help="例如 year=2013 issuer=临澄市教育局"
    )
    _json(change)


def _listing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", type=int, default=1000, metavar="N", help="至多几份（1000）")
    parser.add_argument("--offset", type=int, default=0, metavar="N", help="从第几份之后开始（0）")
    _filters(parser)
    _json(parser)


def _page(parser: argparse.ArgumentParser, limit: int) -> None:
    parser.add_argument("--limit", type=int, default=limit, metavar="N", help=f"至多几条（{limit}）")
    parser.add_argument("--offset", type=int, default=0, metavar="N", help="从第几条之后开始（0）")
    _filters(parser)
    _json(parser)


def _export(parser: argparse.ArgumentParser) -> None:
    about = "把回答存成文件；看扩展名：.csv .xlsx .docx .md .ris .bib .txt（GB/T 7714）"
    parser.add_argument("--export", type=_export_file, metavar="FILE", help=about)


def _export_file(file: str) -> str:
    """A file whose ending is known; told before anything is asked."""
    from api.checks import BadRequest
    from api.export import format_of

    try:
        format_of(file)
    except BadRequest as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return _file_to_write(file)


def _file_to_write(file: str) -> str:
    """A file in a folder that is there."""
    folder = Path(file).absolute().parent
    if not folder.is_dir():
        raise argparse.ArgumentTypeError(f"没有文件夹 {folder}；请先建立，或换一个位置")
    return file


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="输出 JSON，与接口相同")


def _filters(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("筛选（可重复，同一项之间是“或”）")
    for name, about in (("year-from", "最早年份"), ("year-to", "最晚年份")):
        group.add_argument(*_spelled(name), metavar="年份", help=about)
    for name, about in (
        ("issuer", "发文机关"),
        ("region", "地区"),
        ("level", "、".join(LEVELS)),
        ("stage", "、".join(STAGES)),
        ("doc-type", "、".join(DOC_TYPES)),
        ("document-id", "文件编号"),
    ):
        group.add_argument(*_spelled(name), action="append", metavar="值", help=about)


def _spelled(name: str) -> list[str]:
    """An option with hyphens, and with underscores as the API spells it."""
    return list(dict.fromkeys((f"--{name}", f"--{name.replace('-', '_')}")))


def read_settings(options: argparse.Namespace) -> Settings:
    """The environment's settings, with what the command line says instead."""
    settings = Settings.from_environ(os.environ)
    if options.data:
        settings = replace(settings, data=options.data)
    if options.model:
        settings = replace(settings, model=options.model)
    if getattr(options, "read_only", False):
        settings = replace(settings, read_only=True)
    return settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives back the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a plan's lone surrogate, as JSON escapes it
    parser = build_parser()
    options = parser.parse_args(arguments)
    if options.version:
        print(f"cejian {VERSION}")
        return 0
    if options.command is None:
        parser.print_help()
        return 2
    try:
        settings = read_settings(options)
        from api.asking import shown_by_service

        code = 0
        if not shown_by_service(options, settings):
            from api.commands import COMMANDS

            code = COMMANDS[options.command](options, settings)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        print("\ncejian：已停止；已收录的都在", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as in `cejian … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from api.errors import exit_code, expected

        known = expected(error)
        if known is None:
            raise
        print(f"cejian：{known}", file=sys.stderr)
        return exit_code(known)


if __name__ == "__main__":
    sys.exit(main())
