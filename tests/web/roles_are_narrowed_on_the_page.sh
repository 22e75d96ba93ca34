# What roles may see and do is edited on the page Administration: what takes rights away counts at once for who is signed
# in, is kept with its note and brought back; what would give more or leave nobody who administers is refused, and who does
# not administer sees neither the page nor saves it.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_pages
for person in ada:admin maria:coordinator; do
	printf '%s\n' 'eleven blue lamps' |
	    "$CREDENCE" --quiet -C practice user add "${person%:*}" --role "${person#*:}" --password -
	touch "${person%:*}.jar"
done
"$CREDENCE" --quiet -C practice provider set 1 ssn=123-45-6789 birth_day=1980-01-31
file=practice/catalogs/roles.yaml

# as WANT PERSON PATH WORDS ...: a page, or (with words) a form
as() {
	local got
	got=$(curl -sS -o page.html -D head -w '%{http_code}' -b "$2.jar" -c "$2.jar" "${@:4}" "$PAGE$3")
	[ "$got" = "$1" ] || fail "$2: $3: $got instead of $1: $(grep -A2 '<h1' page.html)"
}
for person in ada maria; do
	as 200 $person /sign-in
	as 303 $person /sign-in -d "token=$(practice_hidden token)" -d "name=$person" --data-urlencode 'password=eleven blue lamps'
done
load() {
	as 200 ada /settings/roles.yaml
	form=(-d "token=$(practice_hidden token)" -d "seen=$(practice_hidden seen)")
}
# save WANT NOTE SED: the file of the practice, changed so
save() {
	sed "$3" $file >new
	as "$1" ada /settings/roles.yaml "${form[@]}" -d do=save --data-urlencode "note=$2" --data-urlencode text@new
}
reveal() {	# WANT: maria looks at a number
	as 200 maria /provider/1
	as "$1" maria /provider/1/reveal -d "token=$(practice_hidden token)" -d field=ssn -d reason=form
}

reveal 200
expect_text '123-45-6789' page.html
as 403 maria /settings/roles.yaml
as 403 maria /settings/roles.yaml -d x=y

cp $file before
load
save 400 more '/^  reviewer:/s/discipline/ssn/'
expect_text 'the role .{1,6}reviewer.{1,6} cannot have .{1,6}ssn' page.html
save 400 nobody '/^  admin:/s/, admin\]/]/'
expect_text 'nobody could administer people any more' page.html
save 400 ' ' '/^  coordinator:/s/, ssn//'
cmp $file before
save 303 'forms ask for none' '/^  coordinator:/s/, ssn//'
reveal 403
! grep -q '123-45-6789' page.html || fail "it is seen all the same"
"$CREDENCE" --json -C practice catalog history roles | expect_json '.[-1:][0].changes.changed, .[0].changes.changed | select(. == ["coordinator"])' '["coordinator"]'

load
expect_text 'forms ask for none' page.html
cp before new
as 303 ada /settings/roles.yaml "${form[@]}" -d do=save --data-urlencode 'note=as it was' --data-urlencode text@new
reveal 200
expect_text '123-45-6789' page.html
