# Credence: build, test, install.  "make help" lists the targets.
#
# Every .c file under src/ but main.c goes into one library, from which the program and all tests
# are linked.  schema/, workflows/, config/ and the web files are built in through build/assets.S.
# CC=clang and BUILD=folder make a second build beside the first.

ifeq ($(origin CC),default)
CC	:= gcc
endif
BUILD	?= build
prefix	?= /usr/local
OPT	?= -O2

packages := libical libcurl sqlite3 libmicrohttpd libsodium jansson yaml-0.1 gnutls libseccomp \
	gmime-3.0 libutf8proc zlib libarchive expat xlsxwriter liboath libqrencode \
	pangocairo
warnings := -Wall -Wextra -Werror -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wvla -Wformat=2 \
	-Wmissing-format-attribute -Wwrite-strings -Wpointer-arith
hardening := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
SANITIZE ?=
ifneq ($(SANITIZE),)
hardening := -fPIE
OPT	:= -O1 -fno-omit-frame-pointer
sanitizers := -fsanitize=address,undefined -fno-sanitize-recover=all
# Each test is linked with the sanitizers' own libraries, which GNU's linker does at half the speed.
linker := $(if $(findstring clang,$(CC)),$(shell command -v ld.lld >/dev/null && echo -fuse-ld=lld))
ifeq ($(SANITIZE),fuzz)
sanitizers += -fsanitize=fuzzer-no-link
endif
endif
package_cflags := $(shell pkg-config --cflags $(packages) 2>/dev/null)
CFLAGS	?= -g
version := 0.1.0
ALL_CFLAGS := -std=c17 -DCREDENCE_VERSION='"$(version)"' -D_GNU_SOURCE $(OPT) $(CFLAGS) $(warnings) $(hardening) $(sanitizers) \
	-Isrc $(package_cflags:-I%=-isystem%)
# -letpan by hand: its pkg-config file silently drops PIE.
LIBS	:= $(shell pkg-config --libs $(packages) 2>/dev/null) -letpan -lm
ALL_LDFLAGS := -pie -Wl,-z,relro,-z,now $(sanitizers) $(linker) $(LDFLAGS)

sources := $(filter-out src/main.c,$(wildcard src/*/*.c))
objects := $(sources:src/%.c=$(BUILD)/obj/%.o) $(BUILD)/assets.o
asset_files := $(sort $(shell find schema workflows config src/web/templates src/web/static src/web/openapi.json \
	-type f ! -name 'README.md' 2>/dev/null))
# Libraries for browsers, of which npm fetches what src/web/package-lock.json names; the pages work without.
npm_fetched := src/web/node_modules/.package-lock.json
libraries := $(addprefix src/web/node_modules/,htmx.org/dist/htmx.min.js fullcalendar/index.global.min.js \
	bootstrap/dist/css/bootstrap-reboot.min.css bootstrap/dist/css/bootstrap-utilities.min.css \
	uplot/dist/uPlot.iife.min.js uplot/dist/uPlot.min.css)
unit_tests := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))
bench_programs := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/*.c))
simulate_sources := $(wildcard tests/simulate/*.c) tests/lib/dice.c
fuzz_programs := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzzers/%,$(wildcard tests/fuzz/fuzz_*.c))

# What Debian 12 calls what we need: to build and run, and to test.
build_debs := gcc libc6-dev pkg-config libetpan-dev libical-dev libcurl4-gnutls-dev libsqlite3-dev \
	libmicrohttpd-dev libsodium-dev libjansson-dev libyaml-dev libgnutls28-dev libseccomp-dev \
	libgmime-3.0-dev libutf8proc-dev zlib1g-dev libarchive-dev libexpat1-dev libxlsxwriter-dev liboath-dev \
	libqrencode-dev libpango1.0-dev fonts-dejavu-core libsasl2-dev libsasl2-modules tzdata ca-certificates \
	graphviz
test_debs := clang lld clang-format clang-tidy cppcheck shellcheck valgrind libclang-rt-14-dev \
	libcmocka-dev jq curl procps openssl python3 sqlite3 unzip git dovecot-imapd dovecot-lmtpd postfix \
	radicale khal vdirsyncer isync swaks chromium libc6-dbg strace python3-icalendar python3-vobject \
	python3-gi gir1.2-ecal-2.0 ruby ruby-icalendar nodejs libxapian30 libwrap0 libpcre3 \
	libpq5 libldap-2.5-0 fossil poppler-utils
# Debian lets no two IMAP servers stand side by side: this one is unpacked, into a folder of its own.
unpacked_debs := cyrus-common cyrus-imapd
unpacked_in := /usr/local/lib/credence-tests/cyrus

.PHONY: all help check unit unit-build sanitize layers format lint install clean demo crash bench simulate \
	bench-build fuzz fuzz-build setup-demo setup-check FORCE
all: $(BUILD)/credence ## build the program
FORCE:

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(BUILD)/credence: $(BUILD)/obj/main.o $(BUILD)/libcredence.a
	@echo '  LINK   $@'
	@$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/libcredence.a: $(objects)
	@rm -f $@
	@ar rcs $@ $^

# Objects depend on the flags, so that a change of compiler or options rebuilds them.
$(BUILD)/flags: FORCE
	@mkdir -p $(BUILD)
	@echo '$(CC) $(ALL_CFLAGS)' | cmp -s - $@ || echo '$(CC) $(ALL_CFLAGS)' > $@

$(BUILD)/obj/%.o: src/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	@echo '  CC     $<'
	@$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(npm_fetched): src/web/package-lock.json
	@echo '  NPM    src/web'
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --fetch-retries=1 --prefix src/web && touch $@ || { \
	  echo 'npm is out of reach: pages are built without its libraries. "rm -r src/web/node_modules" to try again' >&2; \
	  mkdir -p $(@D) && touch $@; }

$(BUILD)/asset-list: $(npm_fetched) FORCE
	@mkdir -p $(BUILD)
	@printf '%s\n' $(asset_files) $$(ls $(libraries) 2>/dev/null) | cmp -s - $@ || \
	  printf '%s\n' $(asset_files) $$(ls $(libraries) 2>/dev/null) > $@

# A table of struct asset: path, bytes (a NUL follows), length; a NULL path ends it.
$(BUILD)/assets.S: $(BUILD)/asset-list
	@awk 'BEGIN { print ".section .data.rel.ro,\"aw\"\n.global asset_table\n.balign 8\nasset_table:" } \
	  { printf "\t.quad path%d, bytes%d, end%d - bytes%d\n", NR, NR, NR, NR; file[NR] = $$0 } \
	  END { print "\t.quad 0, 0, 0\n.section .rodata"; \
	    for (i = 1; i <= NR; i++) printf "path%d:\t.asciz \"%s\"\nbytes%d:\t.incbin \"%s\"\nend%d:\t.byte 0\n", \
	      i, file[i], i, file[i], i; \
	    print ".section .note.GNU-stack,\"\",@progbits" }' $< > $@

$(BUILD)/assets.o: $(BUILD)/assets.S $(asset_files) $(npm_fetched)
	@$(CC) -c -o $@ $<

$(BUILD)/tests/%: tests/unit/%.c $(BUILD)/libcredence.a $(BUILD)/flags
	@mkdir -p $(@D)
	@echo '  TEST   $@'
	@$(CC) $(ALL_CFLAGS) -Itests -MMD -MP $(ALL_LDFLAGS) -o $@ $< $(BUILD)/libcredence.a $(LIBS) -lcmocka

unit-build: $(unit_tests) $(BUILD)/standby $(BUILD)/call

unit: unit-build ## run the unit tests
	@BUILD=$(BUILD) tests/run.sh unit

check: all unit-build $(BUILD)/simulate $(BUILD)/voyage $(BUILD)/crash $(BUILD)/times ## run every test there is, ending with a count
	+@BUILD=$(BUILD) tests/run.sh

sanitize: ## unit tests and main flows under the address and undefined behaviour sanitizers
	+@BUILD=$(BUILD) tests/run.sh sanitize

layers: ## does every room include only what lies below it?
	@BUILD=$(BUILD) tests/run.sh layers

lint: ## what cppcheck, clang-tidy and shellcheck say
	@BUILD=$(BUILD) tests/run.sh lint

format: ## bring the lines changed since the last commit into the style of .clang-format
	git clang-format --extensions c,h

$(BUILD)/bench/%: tests/bench/%.c $(BUILD)/libcredence.a $(BUILD)/flags
	@mkdir -p $(@D)
	@echo '  BENCH  $@'
	@$(CC) $(ALL_CFLAGS) -Itests -MMD -MP $(ALL_LDFLAGS) -o $@ $< $(BUILD)/libcredence.a $(LIBS)

bench-build: $(bench_programs)

bench: all bench-build ## measure, and print a table of ratios
	@BUILD=$(BUILD) tests/bench/run.sh

# One program: the engine against a reference that knows nothing of it.
$(BUILD)/simulate: $(simulate_sources) $(wildcard tests/simulate/*.h) tests/lib/dice.h $(BUILD)/libcredence.a $(BUILD)/flags
	@echo '  LINK   $@'
	@$(CC) $(ALL_CFLAGS) -Itests $(ALL_LDFLAGS) -o $@ $(simulate_sources) $(BUILD)/libcredence.a $(LIBS)

# The program itself, begun once for all commands of the tests, and what hands one to it.
$(BUILD)/standby: tests/lib/standby.c tests/lib/standby.h src/main.c $(BUILD)/libcredence.a $(BUILD)/flags
	@echo '  LINK   $@'
	@$(CC) $(ALL_CFLAGS) -Dmain=credence_main -Wno-missing-prototypes -c -o $@.o src/main.c
	@$(CC) $(ALL_CFLAGS) -Itests $(ALL_LDFLAGS) -o $@ tests/lib/standby.c $@.o $(BUILD)/libcredence.a $(LIBS)

$(BUILD)/call: tests/lib/call.c tests/lib/standby.h $(BUILD)/flags
	@echo '  LINK   $@'
	@$(CC) -std=c17 -D_GNU_SOURCE $(OPT) $(warnings) -Itests -static -o $@ tests/lib/call.c

$(BUILD)/times: tests/times/print_times.c $(BUILD)/libcredence.a $(BUILD)/flags
	@echo '  LINK   $@'
	@$(CC) $(ALL_CFLAGS) -Itests $(ALL_LDFLAGS) -o $@ $< $(BUILD)/libcredence.a $(LIBS)

crash_sources := $(wildcard tests/crash/*.c)
$(BUILD)/crash: $(crash_sources) $(wildcard tests/crash/*.h) $(BUILD)/libcredence.a $(BUILD)/flags
	@echo '  LINK   $@'
	@$(CC) $(ALL_CFLAGS) -Itests $(ALL_LDFLAGS) -o $@ $(crash_sources) $(BUILD)/libcredence.a $(LIBS)

voyage_sources := $(wildcard tests/voyage/*.c) tests/lib/dice.c tests/crash/disk.c tests/crash/practice.c
$(BUILD)/voyage: $(voyage_sources) $(wildcard tests/voyage/*.h) tests/lib/dice.h $(wildcard tests/crash/*.h) $(BUILD)/libcredence.a \
  $(BUILD)/flags
	@echo '  LINK   $@'
	@$(CC) $(ALL_CFLAGS) -Itests $(ALL_LDFLAGS) -o $@ $(voyage_sources) $(BUILD)/libcredence.a $(LIBS)

SEEDS ?= 10000
SEED ?= 1
VOYAGES ?= 500
simulate: $(BUILD)/simulate $(BUILD)/voyage ## SEEDS invented workflows against a reference, VOYAGES with all faults
	$(BUILD)/simulate $(SEED) $(SEEDS)
	$(BUILD)/voyage $(SEED) $(VOYAGES)

$(BUILD)/fuzzers/%: tests/fuzz/%.c $(BUILD)/libcredence.a $(BUILD)/flags
	@mkdir -p $(@D)
	@echo '  FUZZ   $@'
	@$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer -Itests -MMD -MP $(ALL_LDFLAGS) -o $@ $< \
	  $(BUILD)/libcredence.a $(LIBS)

fuzz-build: $(fuzz_programs)

FUZZ_SECONDS ?= 30
fuzz: ## feed each parser invented bytes, FUZZ_SECONDS each
	$(MAKE) -s CC=clang SANITIZE=fuzz BUILD=$(BUILD)/fuzz fuzz-build
	@BUILD=$(BUILD)/fuzz FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run.sh

KILLS ?= 200
crash: all $(BUILD)/crash ## each write the last one or failing; everything killed again and again; the letters counted
	$(BUILD)/crash
	KILLS=$(KILLS) TEST_SECONDS=3600 BUILD=$(BUILD) tests/run.sh -v run/kill_everything_loses_nothing

demo: all ## make a folder with invented people and run the daemon on it
	$(BUILD)/credence demo

# The two commands for a bare machine.  Both say what they do and install with apt-get.
setup-demo: ## install what the program needs, build it, run the demo
	tests/setup.sh $(build_debs)
	command -v npm >/dev/null || tests/setup.sh npm
	$(MAKE) -j"$$(nproc)" all
	$(MAKE) demo

setup-check: ## install what the program and its tests need, build, run all tests
	tests/setup.sh $(build_debs) $(test_debs)
	tests/setup.sh --unpack $(unpacked_in) $(unpacked_debs)
	command -v npm >/dev/null || tests/setup.sh npm
	-npm ci --no-audit --no-fund --loglevel=error --prefix tests/readers # out of reach: only the test that needs them fails
	-npm ci --no-audit --no-fund --loglevel=error --prefix tests/web
	-tests/servers/exim_fetch.sh build/exim # a second mail server, unpacked and not installed: Debian has room for one
	$(MAKE) -j"$$(nproc)" all unit-build
	$(MAKE) check

install: all ## install program, manual page, completion and service into prefix, below DESTDIR
	install -D -m 755 $(BUILD)/credence $(DESTDIR)$(prefix)/bin/credence
	install -d $(DESTDIR)$(prefix)/share/man/man1 $(DESTDIR)$(prefix)/lib/systemd/system \
	  $(DESTDIR)$(prefix)/share/bash-completion/completions
	$(BUILD)/credence --manual > $(DESTDIR)$(prefix)/share/man/man1/credence.1
	$(BUILD)/credence --completion > $(DESTDIR)$(prefix)/share/bash-completion/completions/credence
	sed 's|/usr/local/bin|$(prefix)/bin|' config/credence.service \
	  > $(DESTDIR)$(prefix)/lib/systemd/system/credence.service

clean: ## remove what was built
	rm -rf build

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
