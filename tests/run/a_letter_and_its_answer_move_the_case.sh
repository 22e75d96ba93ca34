# A letter leaves, its answer comes back and moves the case; one to nobody comes back and moves the
# case to its address; the daemon does all of it by itself.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/servers/servers.sh"
. "$TOP/tests/lib/mail.sh"

dovecot_start dovecot team@practice.test:one enroll@payer.test:two
postfix_start postfix dovecot
mail_practice
printf '%s\n' 'NPI,Last Name,First Name,State' '1234567893,Larkspur,Ada,IL' \
    '1245319599,Foxglove,Ben,IL' >providers.csv
printf '%s\n' 'Name,Email,State' 'Prairie Health,enroll@payer.test,IL' \
    'Lone Star Plan,nobody@payer.test,IL' >payers.csv
printf '%s\n' 'NPI,Payer,State' '1234567893,Prairie Health,IL' '1245319599,Lone Star Plan,IL' \
    >enrollments.csv
for kind in providers payers enrollments; do
	"$CREDENCE" --quiet -C practice import "$kind" "$kind.csv"
done
start daemon.log "$CREDENCE" -C practice run
cases() {	# WORKFLOW STATE: how many
	sql "SELECT count(*) FROM case_file WHERE workflow = 'payer_enrollment' AND state = '$1'"
}
in_state() {
	[ "$(cases "$1")" -eq "$2" ]
}
wait_for in_state collecting 2 || cat daemon.log
for case in $(sql "SELECT case_id FROM case_file WHERE workflow = 'payer_enrollment'"); do
	"$CREDENCE" --quiet -C practice case event "$case" user.submit
done
arrived() {
	[ "$(dovecot_count dovecot enroll@payer.test)" -eq "$1" ]
}
wait_for arrived 1
letter=$(find dovecot/mail/payer.test/enroll/Maildir/new -type f)
reply_to=$(sed -n 's/^Reply-To: .*\(team+[^>]*\)>*\r*$/\1/p' "$letter" | tr -d '\r')
message_id=$(sed -n 's/^Message-ID: *//ip' "$letter" | tr -d '\r')

# The report of the mail server moves the one, a person's answer the other.
wait_for in_state bad_address 1
swaks --server "127.0.0.1:$SMTP_PORT" --from enroll@payer.test --to "$reply_to" \
    --header "Subject: Re: your application" --header "In-Reply-To: $message_id" \
    --body 'We have received it.' >swaks.txt
wait_for in_state in_review 1
[ "$(sql "SELECT count(*) FROM message WHERE kind = 'reply' AND case_id IS NOT NULL")" -eq 1 ]
[ "$(sql "SELECT count(*) FROM message WHERE kind = 'bounce' AND case_id IS NOT NULL")" -eq 1 ]
[ "$(sql "SELECT count(*) FROM event WHERE name = 'email.sent' AND status = 'done'")" -eq 2 ]
[ "$(sql "SELECT email FROM suppression")" = nobody@payer.test ]
[ "$(sql "SELECT count(*) FROM outbox WHERE status = 'done'")" -eq 2 ]
