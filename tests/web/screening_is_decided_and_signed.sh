# Matches with exclusion lists are decided with a reason, once; what somebody else decided meanwhile stands; the page
# of a month is signed as it was read.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 practice/credence.db "$1"; }
practice_pages
curl -sSf -o page.html "$PAGE/screening"
expect_text 'No list is loaded yet' page.html
"$CREDENCE" --quiet -C practice party add business_name='Four Rivers <b>Supplies</b> Corp' relation=vendor
printf '%s\n' 'provider_name,license_num,npi_num,provider_type,exclusion_effective_date' \
    '"LARKSPUR, ADA",1,1234567893,RN,07/26/2016' 'FOUR RIVERS <B>SUPPLIES</B> CORP,,,Equipment,04/21/2022' >ny.csv
"$CREDENCE" --quiet -C practice screen load state:NY ny.csv
"$CREDENCE" --quiet -C practice tick
month=$(date +%Y-%m)
curl -sSf -o page.html "$PAGE/screening"
for words in 'Ada Larkspur</a>' 'same NPI 1234567893' 'Four Rivers &lt;b&gt;Supplies' 'npi_num</dt> <dd>1234567893'; do
	grep -qF "$words" page.html || fail "the page does not say $words"
done
match=$(ask "SELECT match_id FROM screening_match WHERE subject_type = 'provider'")
other=$(ask "SELECT match_id FROM screening_match WHERE subject_type = 'party'")

practice_form 400 "/match/$match/resolve" shown=open as=false reason=
practice_form 400 "/match/$match/resolve" shown=open as=maybe 'reason=because'
practice_form 404 /match/999/resolve shown=open as=false 'reason=because'
practice_form 303 "/match/$match/resolve" shown=open as=false 'reason=another <license>'
practice_form 303 "/match/$match/resolve" shown=open as=false 'reason=another <license>'
expect_text 'did=again' head
practice_form 409 "/match/$match/resolve" shown=open as=true 'reason=it is she'
expect_text 'it was .*open.*, it is .*false.* now, and you chose .*true' answer.html
[ "$(ask "SELECT status || ' ' || reason || ' ' || resolved_by FROM screening_match WHERE match_id = $match")" = \
    'false another <license> web page' ]
[ "$(ask "SELECT count(*) FROM audit WHERE action = 'screening resolve'")" = 1 ]
curl -sSf -o page.html "$PAGE/screening?did=resolve"
expect_text 'another &lt;license&gt;' page.html
practice_form 303 "/match/$match/resolve" shown=false as=open 'reason=look again'
[ "$(ask "SELECT status FROM screening_match WHERE match_id = $match")" = open ]
practice_form 303 "/match/$match/resolve" shown=open as=false 'reason=another license'

# The page of the month: not while a match waits, unless one says so; not when it changed since it was read.
curl -sSf -o page.html "$PAGE/screening/month?month=$month"
expect_text '1 of the matches</a> wait for a decision' page.html
sha256=$(practice_hidden sha256)
practice_form 409 /screening/sign "month=$month" "sha256=$sha256"
practice_form 303 "/match/$other/resolve" shown=open as=false 'reason=another firm'
practice_form 409 /screening/sign "month=$month" "sha256=$sha256" anyway=yes
expect_text 'has changed since you read it' answer.html
practice_form 400 /screening/sign month=2026-13 "sha256=$sha256"
curl -sSf -o page.html "$PAGE/screening/month?month=$month"
sha256=$(practice_hidden sha256)
practice_form 303 /screening/sign "month=$month" "sha256=$sha256" anyway=yes
practice_form 303 /screening/sign "month=$month" "sha256=$sha256" anyway=yes
expect_text 'did=again' head
curl -sSf -o page.html "$PAGE/screening/month?month=$month"
expect_text 'Signed by <strong>web page</strong>' page.html
expect_text 'Nothing on this page has changed since' page.html
[ "$(curl -s -o page.html -w '%{http_code}' "$PAGE/screening/month?month=2199-01")" = 400 ]
[ "$(curl -s -o page.pdf -w "%{http_code} %{content_type}" "$PAGE/screening/pdf?month=$month")" = "200 application/pdf" ] || fail "no PDF"
head -c 5 page.pdf | grep -q "%PDF-" || fail "it is none"
practice_stop_pages
