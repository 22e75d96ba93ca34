# The practice's duties on one page: the late one first, closed only with what proves it, and only once.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 demo/credence.db "$1"; }
practice_demo
duty=$(ask "SELECT duty_id FROM duty WHERE key = 'weekly_review'")
curl -sSf -o page.html "$PAGE/duties"
expect_text '<tr class="late">' page.html
expect_text 'Evidence: one to three actions written down' page.html
once=$(practice_hidden once)
practice_form 400 "/duty/$duty/done" "once=$once" evidence=
practice_form 400 "/duty/$duty/done" "once=$once" evidence=x 'on=some day'
practice_form 404 /duty/999/done "once=$once" evidence=x
[ "$(ask "SELECT count(*) FROM duty WHERE done_day IS NOT NULL")" = 0 ] || fail "a refused form did something"
practice_form 303 "/duty/$duty/done" "once=$once" 'evidence=three <b>actions</b> in the minutes'
grep -qi '^location: /duties?did=done' head || fail "$(cat head)"
practice_form 303 "/duty/$duty/done" "once=$once" evidence=again
grep -qi '^location: /duties?did=again' head || fail "$(cat head)"
[ "$(ask "SELECT done_evidence FROM duty WHERE duty_id = $duty")" = 'three <b>actions</b> in the minutes' ] || fail "evidence"
curl -sSf -o page.html "$PAGE/duties?did=done"
expect_text 'three &lt;b&gt;actions&lt;/b&gt; in the minutes' page.html
