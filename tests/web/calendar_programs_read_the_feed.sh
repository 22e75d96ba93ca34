# vdirsyncer fetches the feed from the running daemon, and khal lists every deadline and task of it.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

practice_start
"$CREDENCE" -C practice feed add everyone >feed.txt
url=$(grep -Eo 'https?://[^ "]*\.ics' feed.txt | head -n 1)
[ -n "$url" ] || fail "no address of the feed: $(cat feed.txt)"
days="SELECT on_day FROM deadline WHERE status = 'open'
    UNION ALL SELECT due_day FROM task WHERE status = 'open' AND due_day IS NOT NULL"
sqlite3 practice/credence.db "$days" >days
wanted=$(wc -l <days)
[ "$wanted" -gt 0 ] || fail "the practice has no deadlines"

cat >vdirsyncer.conf <<-CONF
	[general]
	status_path = "$PWD/status"
	[pair feed]
	a = "local"
	b = "remote"
	collections = null
	[storage local]
	type = "filesystem"
	path = "$PWD/calendar"
	fileext = ".ics"
	[storage remote]
	type = "http"
	url = "$url"
CONF
mkdir calendar
export VDIRSYNCER_CONFIG=$PWD/vdirsyncer.conf
yes | vdirsyncer discover >vdirsyncer.log 2>&1 || [ "${PIPESTATUS[1]}" -eq 0 ] ||
    fail "vdirsyncer: $(cat vdirsyncer.log)"
vdirsyncer sync >vdirsyncer.log 2>&1 || fail "vdirsyncer: $(cat vdirsyncer.log)"
events=$(find calendar -name '*.ics' | wc -l)
[ "$events" -eq "$wanted" ] || fail "$events events of $wanted deadlines and tasks"

printf '%s\n' '[calendars]' '[[feed]]' "path = $PWD/calendar" 'readonly = True' '[locale]' \
    'local_timezone = America/Chicago' 'default_timezone = America/Chicago' \
    'dateformat = %Y-%m-%d' 'longdateformat = %Y-%m-%d' 'timeformat = %H:%M' \
    'datetimeformat = %Y-%m-%d %H:%M' 'longdatetimeformat = %Y-%m-%d %H:%M' '[sqlite]' \
    "path = $PWD/khal.db" >khal.conf
khal -c khal.conf list --format '{start-date} {title}' --day-format '' 2020-01-01 4000d >khal.txt
while read -r day; do
	expect_text "^$day " khal.txt
done <days
