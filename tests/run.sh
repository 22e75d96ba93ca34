#!/bin/bash
# run.sh [-v] [SUITE[/NAME] ...]: runs tests and counts them; the last line is "N passed, N failed".
#
# Suites: unit (each test of each cmocka program), simulate, crash, times, run and web (shell, each in its own fresh folder,
# some at a time), layers, lint, sanitize (built by the other compiler, clang: unit tests and main flows
# under the address and undefined behaviour sanitizers), valgrind (main flows).
# Without words: all of them.  A run test with the line "# main flow" is also run in the last two.
# For each failing test: its name and what it said; -v: what passing ones said, too, and what each shell test cost.
# "# main flow under the sanitizers" leaves valgrind out: it runs nothing that confines itself or
# starts itself anew.
# A test has 400 seconds, for a slow machine, or what its line "# at most N s" says.  BUILD: folder of the built program.

set -uo pipefail
TOP=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${BUILD:-$TOP/build}
case $BUILD in /*) ;; *) BUILD=$TOP/$BUILD ;; esac
JOBS=${JOBS:-2}			# compilers
TESTS_AT_ONCE=${TESTS_AT_ONCE:-4}	# shell tests, which wait for servers half of their time
SIMULATED=10000
VOYAGES=50
verbose=
if [ "${1:-}" = -v ]; then
	verbose=yes
	shift
fi
export TOP LC_ALL=C.UTF-8
# What Debian installs, not what this user has put before it: the tests are the same everywhere, and a "python3" that
# first looks which one is wanted costs more than most tests.  A compiler's cache may stand before both.
export PATH=/usr/lib/ccache:/usr/bin:/bin:/usr/sbin:/sbin:$PATH
export TZ=Pacific/Auckland		# far from every test's zone: the machine's must not matter
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=1 UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS=suppressions="$TOP/tests/leaks.txt":print_suppressions=0
unset CREDENCE_DIR
root=$(mktemp -d "${TMPDIR:-/tmp}/check.XXXXXX")
results=$root/results
: >"$results"
trap 'rm -rf "$root"' EXIT

# passed NAME; failed NAME FILE: one line, and what the test said under it.
passed() {
	echo "pass $1" >>"$results"
}
failed() {
	echo "fail $1" >>"$results"
	flock "$root" sh -c 'echo "FAIL $1"; tail -n 60 "$2" | cut -c 1-400 | sed "s/^/    /"' sh "$1" "$2"
}

# step NAME COMMAND ...: a command that is one test.
step() {
	local name=$1 log
	shift
	log=$(mktemp "$root/step.XXXXXX")
	if "$@" >"$log" 2>&1; then
		passed "$name"
	else
		failed "$name" "$log"
		return 1
	fi
}

# cmocka_counted LABEL PROGRAM: each of its tests by name.
cmocka_counted() {
	local label=$1 program=$2 folder status=0 name
	folder=$(mktemp -d "$root/unit.XXXXXX")
	(cd "$folder" && CMOCKA_MESSAGE_OUTPUT=TAP timeout -k 5 "${TEST_SECONDS:-400}" "$program") \
	    >"$folder.log" 2>&1 </dev/null || status=$?
	while read -r name; do
		passed "$label/$name"
	done < <(sed -n 's/^ok [0-9]* - //p' "$folder.log")
	while read -r name; do
		failed "$label/$name" "$folder.log"
	done < <(sed -n 's/^not ok [0-9]* - //p' "$folder.log")
	if [ "$status" -ne 0 ] && ! grep -q '^not ok' "$folder.log"; then
		echo "ended with status $status" >>"$folder.log"
		failed "$label" "$folder.log"
	elif [ "$(grep -c '^\(not \)\?ok ' "$folder.log")" -ne \
	    "$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$folder.log" | awk '{ n += $1 } END { print n + 0 }')" ]; then
		failed "$label (some tests did not end)" "$folder.log"
	fi
	rm -rf "$folder"
}

# at_work FOLDER: process ids of those still at work in a test's folder.
at_work() {
	find /proc/[0-9]*/cwd -maxdepth 0 -lname "$1*" -printf '%h\n' 2>/dev/null | sed 's|^/proc/||'
}

# left_behind FOLDER: names processes that a test left at work, and ends them.  A server that was
# asked to end has ten seconds for its own children.
left_behind() {
	local pid end=$((SECONDS + 10)) found=1
	while [ -n "$(at_work "$1")" ] && [ "$SECONDS" -lt "$end" ]; do
		sleep 0.1
	done
	for pid in $(at_work "$1"); do
		echo "left a process behind: $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null)"
		kill -KILL "$pid" 2>/dev/null
		found=0
	done
	return "$found"
}

# shell_test LABEL FILE: one script in its fresh folder.
shell_test() {
	local label=$1 file=$2 folder log status=0 seconds
	seconds=${TEST_SECONDS:-$(sed -n 's/^# at most \([0-9]*\) s$/\1/p' "$file")}
	seconds=${seconds:-400}
	folder=$(mktemp -d "$root/t.XXXXXX")
	log=$folder.log
	chmod 711 "$folder"
	mkdir "$folder/home" "$folder/tmp" "$folder/work"
	(cd "$folder/work" && HOME=$folder/home TMPDIR=$folder/tmp exec timeout -k 10 "$seconds" \
	    bash "$file") >"$log" 2>&1 </dev/null || status=$?
	[ "$status" -ne 124 ] || echo "stopped after $seconds s" >>"$log"
	if left_behind "$folder" >>"$log"; then
		status=1
	fi
	if [ "$status" -eq 0 ]; then
		passed "$label"
		if [ -n "$verbose" ]; then
			count_computed
			sed "s|^|$label: |" "$log"
			echo "$label: $computed s computed"
		fi
	else
		failed "$label" "$log"
	fi
	# Of an ordinary user's tests some files are root's: Postfix starts as root only.
	rm -rf "$folder" 2>/dev/null || sudo -n rm -rf "$folder"
}

# Those that say how long they may take first: none of them is left alone at the end.
long_first() {
	grep -l '^# at most [0-9]* s$' "$@"
	grep -L '^# at most [0-9]* s$' "$@"
}

# shell_tests LABEL FILE ...: TESTS_AT_ONCE of them at a time.
shell_tests() {
	local label=$1 file ordered
	shift
	if [ $# -eq 0 ]; then
		echo "no test has such a name" >"$root/none"
		failed "$label" "$root/none"
		return
	fi
	mapfile -t ordered < <(long_first "$@")
	for file in "${ordered[@]}"; do
		while [ "$(jobs -pr | wc -l)" -ge "$TESTS_AT_ONCE" ]; do
			wait -n
		done
		shell_test "$label/$(basename "$file" .sh)" "$file" &
	done
	wait
}

# choose PATTERN: sets "files" to those that match, and their names the word behind the slash.
choose() {
	local file name
	files=()
	for file in $1; do
		name=$(basename "$file" .sh)
		name=${name%.c}
		# shellcheck disable=SC2053	# "only" is a pattern
		if [[ -e $file && $name == $only ]]; then
			files+=("$file")
		fi
	done
}

make_quiet() {
	make -C "$TOP" -s -j"$JOBS" "$@"
}

# unit_tests LABEL FOLDER: those that were built there, JOBS of them at a time.
unit_tests() {
	local file name
	choose "$TOP/tests/unit/test_*.c"
	for file in "${files[@]}"; do
		while [ "$(jobs -pr | wc -l)" -ge "$JOBS" ]; do
			wait -n
		done
		name=$(basename "$file" .c)
		cmocka_counted "$1/$name" "$2/tests/$name" &
	done
	wait
}

suite_unit() {
	unit_tests unit "$BUILD"
}

# program_tests LABEL FOLDER [TOOL ...]: "files", with the program that was built there, which stands by for their
# commands; it runs in the tool.
program_tests() {
	local label=$1 folder=$2 server socket=$root/standby.$BASHPID
	shift 2
	if [ ! -x "$folder/call" ] || [ ! "$folder/standby" -nt "$folder/libcredence.a" ]; then
		echo "$folder/standby is not what was built last: make all unit-build" >"$root/none"
		failed "$label" "$root/none"
		return
	fi
	PROGRAM=$folder/credence
	if [ $# -gt 0 ]; then
		PROGRAM=$root/credence
		printf '#!/bin/sh\nexec %s "$@"\n' "$* $folder/credence" >"$PROGRAM"
		chmod +x "$PROGRAM"
	fi
	"$@" "$folder/standby" "$socket" 2>"$root/standby.log" &
	server=$!
	disown			# none of the tests, which are waited for
	while [ ! -S "$socket" ] && kill -0 "$server" 2>/dev/null; do
		sleep 0.1
	done
	STANDBY=$socket CREDENCE=$folder/call PROGRAM=$PROGRAM shell_tests "$label" "${files[@]}"
	kill "$server" || cat "$root/standby.log"
}

suite_run() {
	choose "$TOP/tests/run/*.sh"
	program_tests run "$BUILD"
}

suite_web() {
	choose "$TOP/tests/web/*.sh"
	program_tests web "$BUILD"
}

# Invented workflows by the engine and by a reference; months of a practice with every fault; "make simulate" plays more of them.
suite_simulate() {
	step "simulate/$SIMULATED seeds" "$BUILD/simulate" 1 "$SIMULATED"
	step "simulate/$VOYAGES voyages" "$BUILD/voyage" 1 "$VOYAGES"
}

# The disk's n-th write is the last one, or fails; "make crash" takes every n.
suite_crash() {
	step "crash/each 5th write" "$BUILD/crash" 5
}

# Days, working days and zones of 400 years, as Python has them; holidays, as they were published.
times_agree() {
	"$BUILD/times" | python3 "$TOP/tests/times/check_times.py" \
	    "$TOP/tests/corpus/holidays/us_federal_2020_2030.csv"
}

suite_times() {
	step times/python times_agree
}

suite_layers() {
	step layers/rules "$TOP/tests/layers.sh"
	step layers/caught "$TOP/tests/layers.sh" --self-test
}

suite_lint() {
	local tool
	for tool in cppcheck clang-tidy shellcheck schema; do
		# shellcheck disable=SC2053	# "only" is a pattern
		[[ $tool == $only ]] || continue
		step "lint/$tool" "$TOP/tests/lint.sh" "$tool"
	done
}

# choose_main_flows PATTERN: sets "files" to the run tests that have such a line.
choose_main_flows() {
	local file marked=()
	choose "$TOP/tests/run/*.sh"
	for file in "${files[@]}"; do
		if grep -q "$1" "$file"; then
			marked+=("$file")
		fi
	done
	files=("${marked[@]}")
}

suite_sanitize() {
	step sanitize/build make_quiet CC=clang SANITIZE=1 BUILD="$BUILD/sanitize" all unit-build || return
	unit_tests sanitize "$BUILD/sanitize"
	choose_main_flows '^# main flow\( under the sanitizers\)\?$'
	program_tests sanitize "$BUILD/sanitize"
}

suite_valgrind() {
	choose_main_flows '^# main flow$'
	program_tests valgrind "$BUILD" valgrind -q --error-exitcode=99 --leak-check=no --child-silent-after-fork=no
}

# Sets "computed": seconds that the processors spent for this shell's children that were waited for.
count_computed() {
	local file=$root/times.$BASHPID
	times >"$file"		# in a pipe it would be another shell's
	computed=$(tr 'ms' '  ' <"$file" | awk 'NR == 2 { print int($1 * 60 + $2 + $3 * 60 + $4) }')
}

# run_suite WORD: all of a suite, or those of a name; in a shell of its own, for its jobs.
run_suite() (
	only='*'
	case $1 in */*) only=${1#*/} ;; esac
	"suite_${1%%/*}"
	count_computed
	echo "$1: $SECONDS s, $computed s computed" >&2
)

# The tools only compute, while the others wait for servers half of their time: they stand back for them.
run_lint() (
	renice -n 10 "$BASHPID" >/dev/null
	run_suite "$1"
)

[ $# -gt 0 ] || set -- lint unit simulate crash times run web layers sanitize valgrind
for word; do
	declare -F "suite_${word%%/*}" >/dev/null || { echo "no suite \"${word%%/*}\"" >&2; exit 2; }
done
for word; do
	SECONDS=0
	case $word in
	lint*)	run_lint "$word" & ;;
	*)	run_suite "$word" ;;
	esac
done
wait
failures=$(grep -c '^fail ' "$results")
echo "$(grep -c '^pass ' "$results") passed, $failures failed"
[ "$failures" -eq 0 ] && [ -s "$results" ]
