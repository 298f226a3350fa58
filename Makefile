# `make demo` shows the console with an emulated SigningHub; `make test` runs every test. Both install what they need.
PYTHON ?= python3
PORT ?= 8000
SANDBOX_PORT ?= 9443
BIN := .venv/bin
# Enough for Django to build its static files; the real values come from the environment (docs/settings.md).
BUILD_SETTINGS := SECRET_KEY=build PUBLIC_URL=http://localhost VAULT_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

.PHONY: setup demo test bench lint screenshots messages lock clean
.DELETE_ON_ERROR:

setup: .venv/build.done static

.venv/bin/python:
	@sh ./requirements/python.sh $(PYTHON)

# A later list holds all of an earlier one, with the same versions.
.venv/%.done: requirements/%.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

.PHONY: static
static: .venv/build.done
	$(BIN)/python frontend/build.py
	@$(BIN)/python locale/messages.py
	@$(BUILD_SETTINGS) $(BIN)/python manage.py collectstatic --no-input --verbosity 0

demo: setup .venv/demo.done
	@exec $(BIN)/python demo.py --port $(PORT) --sandbox-port $(SANDBOX_PORT)

test: setup .venv/test.done
	@sh ./tests/chromium.sh
	@$(BIN)/python frontend/build.py --checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 3 --dist worksteal

# How fast it is, beside Django's admin and a bare call; docs/performance.md has the figures. BENCH=list for one of them.
bench: setup .venv/test.done
	@sh ./tests/chromium.sh
	@$(BIN)/python -m bench $(BENCH)

lint: .venv/test.done
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/mypy

screenshots: setup .venv/test.done
	@sh ./tests/chromium.sh
	$(BIN)/python docs/screenshots.py

# Brings the catalogues of other languages up to date with the texts in the sources.
messages: .venv/build.done
	$(BIN)/python locale/messages.py --renew

# Renews the pinned versions. No address of a package index goes into the files.
lock: .venv/bin/python
	$(BIN)/python -m pip install --quiet uv
	@for list in "console:" "build:--extra build" "demo:--extra build --extra sandbox" "test:--extra build --extra sandbox --extra test"; do \
		echo "$${list%%:*}"; \
		$(BIN)/uv pip compile -q --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --no-header \
			--python-version 3.11 $${list#*:} pyproject.toml -o requirements/$${list%%:*}.txt || exit 1; \
	done

clean:
	rm -rf .venv node_modules frontend/node_modules static/dist var
