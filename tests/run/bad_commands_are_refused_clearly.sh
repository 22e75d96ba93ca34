# Every command that --help lists, given what it cannot use: it ends with 2 (or 1 where it could not),
# says exactly one line that is fit for a terminal, prints no result and changes nothing.  Commands are
# found in --help, their words and options in their own --help, so that new ones are covered too.
# at most 900 s
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_make
export CREDENCE_DIR=$PWD/practice
printf '%s\n' 'From: Someone <someone@else.example>' 'To: team@elm.example' 'Subject: Hello' \
    'Message-ID: <q@else.example>' '' 'Just a question.' >practice/mail/inbox/new/q
"$CREDENCE" --quiet mail fetch
"$CREDENCE" --quiet contact add payer='Prairie Health' role=credentialing name=Dana email=dana@prairie.example
"$CREDENCE" --quiet document add provider=1234567893 kind=letter name=a.pdf
"$CREDENCE" --quiet location add name='Main St' state=IL
"$CREDENCE" --quiet credential add provider=1234567893 credential_type=state_license state=IL \
    number=036-123 expires_day=2027-07-31
"$CREDENCE" --quiet feed add known
sqlite3 practice/credence.db .dump >before.sql

LONG=$(printf 'x%.0s' {1..100000})
CONTROL=$'1\e[31m\a\x7f'
LATIN=$'M\xfcller'
# Words are read in one place: each meets one of three, and each of them hundreds of words.
hostile=("$LONG" "$CONTROL" "$LATIN")
wrong=(12x 99999999999999999999 '')

# A word that the command could do something with, were the others right.
good() {
	case $1 in
	CASE) echo CR-1 ;;
	PROVIDER) echo 1234567893 ;;
	PAYER) echo 'Prairie Health' ;;
	LOCATION) echo 'Main St' ;;
	'KEY=VALUE') echo note=hello ;;
	TEXT) echo hello ;;
	EVENT) echo user.submit ;;
	DAY) echo 2027-01-01 ;;
	KIND*) echo provider ;;
	NAME*) echo known ;;
	DIR) echo "$PWD/made" ;;
	*) echo 1 ;;
	esac
}

complaints=0
complain() {
	complaints=$((complaints + 1))
	echo "$*" >&9
}
# refused ARGUMENT ...: as the head of this file says.
refused() {
	local got said text=
	tried=$((tried + 1))
	many "$@"
	got=$many_status
	IFS= read -r -d '' text <many.err || :
	# Most lines are plain: that is seen without a program more.
	if [[ $got == [12] && ! -s many.out && ${#text} -le 1200 && $text == ?*$'\n' && ${text%$'\n'} != *[!\ -~]* ]]; then
		return
	fi
	said=$(printf ' %.60q' "$@")
	[ $got -eq 2 ] || [ $got -eq 1 ] || complain "exit $got:$said"
	[ ! -s many.out ] || complain "prints \"$(head -c 80 many.out)\":$said"
	[ "$(wc -l <many.err)" -eq 1 ] || complain "$(wc -l <many.err) lines, \"$(head -c 200 many.err)\":$said"
	[ "$(wc -c <many.err)" -le 1200 ] || complain "$(wc -c <many.err) bytes:$said"
	if LC_ALL=C tr -d '\n' <many.err | LC_ALL=C grep -q '[[:cntrl:]]' || ! iconv -f UTF-8 -t UTF-8 <many.err >/dev/null 2>&1; then
		complain "not fit for a terminal:$said"
	fi
}

# Of a placeholder that names a thing that is there: 999999 and "12x" are none.
is_reference() {
	case $1 in
	CASE|PROVIDER|PAYER|LOCATION|CREDENTIAL|ENROLLMENT|CONTACT|DOCUMENT|PARTY|TASK|MAIL|MATCH|ID|FILE|WORKFLOW|EVENT|DAY|MONTH|TIME|TEMPLATE|KIND|LIST|OLD|NEW) return 0 ;;
	esac
	return 1
}

writes() {	# a file that need not be there
	case $1 in
	backup|'mail save') return 0 ;;
	esac
	return 1
}

each_word() {	# the command with one word replaced in turn
	local i with copy
	for ((i = 0; i < ${#needs[@]}; i++)); do
		copy=("${words[@]}")
		copy[i]=${hostile[tried % 3]}
		refused "${name[@]}" "${copy[@]}"
		is_reference "${needs[i]%%|*}" && ! { writes "${name[*]}" && [ "${needs[i]}" = FILE ]; } || continue
		for with in 999999 "${wrong[tried % 3]}"; do
			copy=("${words[@]}")
			copy[i]=$with
			refused "${name[@]}" "${copy[@]}"
		done
	done
}

each_option() {
	local option takes
	while read -r option takes; do
		if [ -z "$takes" ]; then
			refused "${name[@]}" "${words[@]}" "--$option=x"
			continue
		fi
		refused "${name[@]}" "${words[@]}" "--$option"
		refused "${name[@]}" "${words[@]}" "--$option" "${hostile[tried % 3]}"
		is_reference "$takes" && [ "$takes" != KIND ] || continue	# some kinds are free words
		refused "${name[@]}" "${words[@]}" "--$option" "${wrong[tried % 3]}"
	done
}

tried=0 commands=0
"$CREDENCE" --help | sed -n '/^commands/,$s/^  \([a-z][a-z-]*\( [a-z][a-z-]*\)\{0,2\}\)  *.*/\1/p' >commands.txt
[ "$(wc -l <commands.txt)" -ge 60 ] || fail "few commands: $(cat commands.txt)"
while read -r -a name; do
	commands=$((commands + 1))
	many "${name[@]}" --help
	read -r usage <many.out
	usage=${usage#usage: credence *\[--quiet\] }
	usage=${usage#"${name[*]}"}
	read -r -a all <<<"$(sed 's/\[--[^]]*\]//g' <<<"$usage")"
	needs=() words=()
	for word in "${all[@]}"; do
		[[ $word != \[* ]] || break
		[ "$word" != ... ] || continue
		needs+=("$word")
		words+=("$(good "$word")")
	done
	refused "${name[@]}" "${words[@]}" --no-such-option
	refused "${name[@]}" "${words[@]}" --no-such-option="$CONTROL"
	[ ${#needs[@]} -eq 0 ] || refused "${name[@]}" "${words[@]:1}"
	[[ $usage == *...* ]] || refused "${name[@]}" "${words[@]}" more more more
	each_word
	each_option < <(sed 's/\[--/\n&/g' <<<"$usage" | sed -n 's/^\[--\([^]]*\)\].*/\1/p')
	if [ practice/credence.db -nt before.sql ]; then	# written: what?
		sqlite3 practice/credence.db .dump >after.sql
		cmp -s before.sql after.sql || complain "${name[*]} changed something"
		mv after.sql before.sql
	fi
done <commands.txt

# Before a command, and instead of one.
for words in '-C' '--now' '--no-such-option' '-x' '--now=noon check' '--now 2026-13-01 tick' '-C /nowhere tick' \
    'no-such-command' 'case' 'case no-such-command' 'feed addd' 'help no-such-command'; do
	# shellcheck disable=SC2086
	refused $words
done
for with in "$LONG" "$CONTROL" "$LATIN"; do
	refused "$with"
	refused case "$with"
	refused -C "$with" tick
	refused --now "$with" tick
done
# A word that nothing can have gives no empty list, which would read as if all were well.
for words in 'provider list --status actve' 'provider list --npi 12' 'provider list --state ZZ' \
    'payer list --kind comercial' 'credential list --type driving' 'credential list --status good' \
    'enrollment list --status nearly' 'document list --status lost' 'party list --relation friend' \
    'case list --workflow payer_enrolment' 'case list --payer Nobody' 'task list --role coordinatr' \
    'deadline list --kind expirable' 'mail list --kind replies' 'export tables made' 'report monthly'; do
	# shellcheck disable=SC2086
	refused $words
done
# What a person names is a name.
for with in '' ' ' "${LONG:0:300}" $'two\nlines'; do
	refused feed add "$with"
	refused task assign 1 "$with"
done
sqlite3 practice/credence.db .dump | cmp -s before.sql - || complain "something was changed"
[ ! -e made ] || complain "a folder was made"
echo "$commands commands, $tried tries"
[ $complaints -eq 0 ] || fail "$complaints complaints in $tried tries of $commands commands"
