# The weekly review on its page: figures lead to their rows, an action is written down once, closed with its outcome.
. "$TOP/tests/lib/run.sh"
. "$TOP/tests/lib/practice.sh"

ask() { sqlite3 demo/credence.db "$1"; }
practice_demo
curl -sSf -o page.html "$PAGE/review"
expect_text 'href="/reports\?name=weekly&amp;figure=open_applications"' page.html
once=$(practice_hidden once)
practice_form 400 /review/add "once=$once" 'text= '
practice_form 400 /review/add "once=$once" text=x due=soon
practice_form 303 /review/add "once=$once" 'text=Phone <i>Prairie</i>' owner=maria due=2030-01-04
practice_form 303 /review/add "once=$once" 'text=Phone <i>Prairie</i>' owner=maria
[ "$(ask "SELECT count(*) FROM review_action")" = 1 ] || fail 'a form was taken twice, or not at all'
ask "UPDATE review_action SET week_day = date(week_day, '-14 days')"
curl -sSf -o page.html "$PAGE/review?did=add"
expect_text 'Phone &lt;i&gt;Prairie&lt;/i&gt; <span class="tag">carried over for 2 weeks' page.html
practice_form 400 /review/1/close as=dropped outcome=
practice_form 400 /review/1/close as=other outcome=x
practice_form 404 /review/9/close as=done outcome=x
practice_form 303 /review/1/close as=done 'outcome=all three answered'
practice_form 409 /review/1/close as=done outcome=x
curl -sSf -o page.html "$PAGE/review?did=done"
expect_text 'done by web page: all three answered' page.html
