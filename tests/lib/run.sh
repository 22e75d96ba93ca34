# run.sh: what the tests in tests/run and tests/web share.  Source it first:
#
#	. "$TOP/tests/lib/run.sh"
#
# A test runs in a fresh empty folder with CREDENCE (the program, standing by: lib/standby.h), PROGRAM (its file, for what
# looks at the file or the process) and TOP (the repository) set.  It passes when it exits 0: any command that fails
# ends it and names its line.
# A test never sleeps for a while: it waits for a condition, which is given up after WAIT_SECONDS.

set -eEuo pipefail
exec 9>&2			# words of a failing test are seen wherever it sent its output
trap 'echo "${BASH_SOURCE[0]##*/}:$LINENO: \"$BASH_COMMAND\" failed" >&9' ERR

# fail WORDS: ends the test.
fail() {
	trap - ERR
	echo "${BASH_SOURCE[-1]##*/}: $*" >&9
	exit 1
}

# expect_exit N COMMAND ...: runs it; its output goes where the caller sends it.
expect_exit() {
	local want=$1 got=0
	shift
	"$@" || got=$?
	[ "$got" -eq "$want" ] || fail "exit $got instead of $want: $*"
}

# many ARGUMENT ...: a command of the program; sets "many_status", its words are in many.out and many.err.
many() {
	many_status=0
	"$CREDENCE" "$@" >many.out 2>many.err </dev/null || many_status=$?
}

# or_nothing COMMAND ...: for pgrep and grep, whose status 1 is an answer: there is nothing.
or_nothing() {
	"$@" || [ $? -eq 1 ]
}

# expect_json FILTER WANT <file: what jq's filter gives is WANT, as JSON or as a bare word.
expect_json() {
	local filter=$1 want=$2 input got
	input=$(</dev/stdin)
	got=$(jq -cS "$filter" <<<"$input") || fail "no JSON for $filter: ${input:0:300}"
	[ "$got" = "$want" ] || [ "$got" = "\"$want\"" ] && return
	[ "$(jq -r "$filter" <<<"$input")" = "$want" ] && return
	[ "$got" = "$(jq -cS . <<<"$want" 2>/dev/null || echo "$want")" ] && return
	fail "$filter gives $got instead of $want"
}

# expect_text PATTERN FILE: a line of the file matches the extended pattern.
expect_text() {
	grep -Eq -- "$1" "$2" || fail "no line matches \"$1\" in $2: $(head -c 600 "$2")"
}

# A moment's rest between two looks; nothing ever comes out of this pipe.
exec {rest_fd}<> <(:)
rest() {
	read -r -t 0.1 -u "$rest_fd" || return 0
}

# wait_for COMMAND ...: until it succeeds, at most WAIT_SECONDS.
wait_for() {
	local end=$((SECONDS + ${WAIT_SECONDS:-60}))
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || fail "waited ${WAIT_SECONDS:-60} s in vain for: $*"
		rest
	done
}

# port_open PORT: somebody listens there on loopback.
port_open() {
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# free_port VARIABLE: sets it to a port where nobody listens, another one each time.
# Below the range from which the kernel gives out ports by itself.
port_next=$((20000 + ($$ * 37 + RANDOM) % 11000))
free_port() {
	while port_next=$((port_next + 1)); port_open "$port_next"; do
		:
	done
	printf -v "$1" '%s' "$port_next"
}

# at_exit COMMAND ...: runs when the test ends, the last one given first.
at_exit_commands=()
at_exit() {
	at_exit_commands=("$(printf '%q ' "$@")" "${at_exit_commands[@]}")
}
run_at_exit() {
	local status=$? line
	trap - ERR
	set +e
	for line in "${at_exit_commands[@]}"; do
		eval "$line"
	done
	exit "$status"
}
trap run_at_exit EXIT

# gone PID: no such process, or only its entry is left.
gone() {
	! grep -qs '^State:[[:space:]][^Z]' "/proc/$1/status"
}

# stop_process PID: asks it to end, insists after ten seconds.
stop_process() {
	local end=$((SECONDS + 10))
	kill -TERM "$1" 2>/dev/null || return 0
	until gone "$1"; do
		if [ "$SECONDS" -ge "$end" ]; then
			kill -KILL "$1" 2>/dev/null
			return 0
		fi
		rest
	done
}

# start LOG COMMAND ...: in the background, its words into LOG, stopped when the test ends.
# The process id is in "started".
start() {
	local log=$1
	shift
	"$@" >"$log" 2>&1 </dev/null 9>&- &
	started=$!
	at_exit stop_process "$started"
}
