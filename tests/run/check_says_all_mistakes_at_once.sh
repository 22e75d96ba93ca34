# "check" says every mistake in every file that people write, at once, each with file, line and column
# and once; nothing else is said and nothing changed.  What is well is said to be well.
. "$TOP/tests/lib/run.sh"

"$CREDENCE" --quiet init practice --org Practice --timezone America/Chicago --from team@practice.example
"$CREDENCE" -C practice check >out.txt 2>error.txt
expect_text '^settings, catalogs, database and [0-9]+ workflows are well$' out.txt
[ ! -s error.txt ]
"$CREDENCE" -C practice check --json | expect_json '[.errors, .warnings]' '[0,0]'

# change FILE SED: one mistake more, at the place that sed says
change() {
	cp "practice/$1" before
	sed -i "$2" "practice/$1"
	! cmp -s before "practice/$1" || fail "nothing changed in $1: $2"
}
cat >practice/credence.yaml <<'YAML'
org: { name: Practice, timezone: Mars/Base, colour: red }
mail:
  from: team
  transport: smtp
  smtp: { user: team, password: "env:NOT_SET_ANYWHERE" }
  letters_per_minute: many
YAML
change catalogs/credential_types.yaml '0,/number: true/s//number: perhaps/'
change catalogs/us_business.yaml '0,/^[a-z_]*:/s//wrong_key:/'
change workflows/caqh_attestation.yaml 's/event: email\.sent/event: email.snt/'
change workflows/payer_enrollment.yaml 's/^version: .*/version: one/'
change workflows/payer_enrollment.yaml '0,/go: approved/s//go: aproved/'
change workflows/letters/recred_packet.txt '3s/^Dear {{/Dear {{{/'

sqlite3 practice/credence.db .dump >before.sql
expect_exit 2 "$CREDENCE" -C practice check >out.txt 2>error.txt
[ ! -s out.txt ] || fail "it printed $(cat out.txt)"
! grep -Ev '^practice/[a-z_./]+:[0-9]+:[0-9]+: .' error.txt || fail "lines without a place"
[ -z "$(sort error.txt | uniq -d)" ] || fail "said twice: $(sort error.txt | uniq -d)"
has() {	# FILE LINE:COLUMN WORDS
	expect_text "^practice/(workflows/\.\./)?$1:$2: .*$3" error.txt
}
has credence.yaml 1:34 '"Mars/Base" is no time zone'
has credence.yaml 1:45 '"colour" is not known here'
has credence.yaml 3:9 '"team" is no mail address'
has credence.yaml 5:9 'mail\.smtp needs a host'
has credence.yaml 6:23 '"many" should be a whole number'
has catalogs/credential_types.yaml '[0-9]+:[0-9]+' '"perhaps" should be true or false'
has catalogs/us_business.yaml '[0-9]+:[0-9]+' '"wrong_key" is not known here'
has workflows/caqh_attestation.yaml '[0-9]+:[0-9]+' 'there is no event "email\.snt"\. Did you mean "email\.sent"'
has workflows/payer_enrollment.yaml '5:10' '"one" should be a whole number'
has workflows/payer_enrollment.yaml '[0-9]+:[0-9]+' 'there is no state "aproved"\. Did you mean "approved"'
has workflows/recredentialing.yaml '[0-9]+:[0-9]+' '"recred_packet\.txt": line 3: this tag is never closed'
expect_exit 2 "$CREDENCE" -C practice check --json >out.json 2>error2.txt
expect_json .errors "$(grep -c . error.txt)" <out.json
sqlite3 practice/credence.db .dump | cmp - before.sql
# Beside mistakes nothing else works, and it says the same of the settings.
expect_exit 2 "$CREDENCE" -C practice provider list >out.txt 2>error2.txt
expect_text '^practice/credence\.yaml:1:34: ' error2.txt
[ ! -s out.txt ]
