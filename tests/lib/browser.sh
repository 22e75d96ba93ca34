# browser.sh: a headless Chromium, spoken to over its debugging pipe: no driver, no packages but jq.
# Source it after run.sh.
#
#	browser_start			one page; script is off until browser_script on
#	browser_size WIDTH HEIGHT
#	browser_open URL		waits until it is loaded; sets page_status (of HTTP)
#	browser_html >FILE		the page as it stands
#	browser_width			width of the content, in CSS pixels
#	browser_picture FILE		PNG of the whole page
#	browser_axe_load		before browser_open
#	browser_axe			what axe has against the page, a line each (WCAG 2.2 AA), and too wide a page
#	browser_value EXPRESSION	of JavaScript, as JSON
#	browser_key KEY [COUNT]		presses it: "j", "Tab", "Enter", "Space"
#	browser_type TEXT		key by key, also into a field of days
#	browser_tab_to SELECTOR		Tab until the first of these has the focus; no other way leads there
#	browser_file SELECTOR FILE	what a person chose in the window for files
#	browser_labels			role and name of what a screen reader would say, a line each

browser_start() {
	local target
	mkdir -p browser
	mkfifo browser/to browser/from
	start browser/log bash -c 'exec 3<browser/to 4>browser/from
	    exec chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage \
	    --no-first-run --disable-background-networking --disable-component-update \
	    --disable-sync --disable-extensions --hide-scrollbars --password-store=basic \
	    --user-data-dir="$PWD/browser/profile" --remote-debugging-pipe about:blank'
	exec {browser_to}>browser/to {browser_from}<browser/from
	browser_session=
	target=$(WAIT_SECONDS=60 browser_call Target.createTarget '{"url":"about:blank"}' | jq -r .targetId)
	browser_session=$(browser_call Target.attachToTarget \
	    "{\"targetId\":\"$target\",\"flatten\":true}" | jq -r .sessionId)
	browser_do Page.enable
	browser_do Network.enable
	browser_script off
}

# browser_call METHOD [PARAMETERS]: what came back; what else happened meanwhile goes into
# browser/events.  One call at a time, so that all may bear the number 1.  Chromium writes its messages without
# blanks and begins an answer with its number: no program has to be started to know them.
browser_call() {
	browser_call_file "$1" /dev/stdin <<<"${2:-{\}}"
}

# browser_read SECONDS: one whole message of the browser into "message".  What came of one when the time is over is kept: on a
# busy machine a message comes in pieces.
browser_piece=
browser_read() {
	if IFS= read -r -d '' -t "$1" message <&"$browser_from"; then
		message=$browser_piece$message
		browser_piece=
		return
	fi
	browser_piece+=$message
	return 1
}

browser_call_file() {	# METHOD FILE: parameters that are too long for a command line
	local message
	{
		printf '{"id":1,"method":"%s",%s"params":' "$1" "${browser_session:+\"sessionId\":\"$browser_session\",}"
		cat "$2"
		printf '}\0'
	} >&"$browser_to"
	while browser_read "${WAIT_SECONDS:-60}"; do
		case $message in
		'{"id":1,"result":'*)
			message=${message#'{"id":1,"result":'}
			message=${message%'}'}
			echo "${message%,\"sessionId\":\"$browser_session\"}"
			return
			;;
		'{"id":1,'*)
			fail "browser: $1: $message"
			;;
		esac
		echo "$message" >>browser/events
	done
	fail "the browser does not answer $1: $(tail -n 3 browser/log)"
}

browser_do() {
	browser_call "$@" >browser/answer
}

browser_script() {	# on, off
	browser_do Emulation.setScriptExecutionDisabled \
	    "{\"value\":$([ "$1" = off ] && echo true || echo false)}"
}

browser_size() {
	browser_do Emulation.setDeviceMetricsOverride \
	    "{\"width\":$1,\"height\":$2,\"deviceScaleFactor\":1,\"mobile\":$([ "$1" -lt 600 ] && echo true || echo false)}"
}

browser_loaded() {
	local message
	grep -q '"Page.loadEventFired"' browser/events && return
	while browser_read 0.2; do
		echo "$message" >>browser/events
		[[ $message != *'"Page.loadEventFired"'* ]] || return 0
	done
	return 1
}

browser_open() {
	: >browser/events
	browser_do Page.navigate "{\"url\":$(jq -n --arg url "$1" '$url')}"
	! grep -q '"errorText":' browser/answer || fail "$1: $(cat browser/answer)"
	wait_for browser_loaded
	page_status=$(jq -r 'select(.method == "Network.responseReceived" and
	    .params.type == "Document") | .params.response.status' browser/events | tail -n 1)
}

browser_html() {
	local root
	root=$(browser_call DOM.getDocument '{"depth":0}' | jq .root.nodeId)
	browser_call DOM.getOuterHTML "{\"nodeId\":$root}" | jq -r .outerHTML
}

browser_width() {
	browser_call Page.getLayoutMetrics | jq '.cssContentSize.width'
}

browser_picture() {
	browser_call Page.captureScreenshot '{"captureBeyondViewport":true}' | jq -r .data |
	    base64 -d >"$1"
}

browser_labels() {
	browser_call Accessibility.getFullAXTree |
	    jq -r '.nodes[] | select(.ignored | not) | "\(.role.value)\t\(.name.value // "")"'
}

browser_file() {
	local root node
	root=$(browser_call DOM.getDocument '{"depth":0}' | jq .root.nodeId)
	node=$(browser_call DOM.querySelector "$(jq -cn --arg selector "$1" --argjson nodeId "$root" '{$selector, $nodeId}')" | jq .nodeId)
	browser_do DOM.setFileInputFiles "$(jq -cn --arg file "$2" --argjson nodeId "$node" '{files: [$file], $nodeId}')"
}

# browser_value EXPRESSION: what it is on the page, as JSON; script must be on.  A promise is waited for.
browser_value() {
	local answer
	answer=$(browser_call Runtime.evaluate "$(jq -cn --arg expression "$1" \
	    '{$expression, awaitPromise: true, returnByValue: true}')")
	[ "$(jq 'has("exceptionDetails")' <<<"$answer")" = false ] || fail "script: $answer"
	jq -c .result.value <<<"$answer"
}

# browser_axe_load: axe is there on every page that is opened from now on; script must be on.
browser_axe_load() {
	[ -e "$TOP/tests/web/node_modules/axe-core/axe.min.js" ] ||
	    fail "axe is not there: npm ci --prefix tests/web"
	jq -cn --rawfile source "$TOP/tests/web/node_modules/axe-core/axe.min.js" '{$source}' >browser/axe
	browser_call_file Page.addScriptToEvaluateOnNewDocument browser/axe >browser/answer
}

# browser_axe: what axe finds against WCAG 2.2 A and AA on the page, a line each; too wide a page, too.
browser_axe() {
	browser_value "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
	    resultTypes: ['violations']}).then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' +
	    n.target + ' ' + n.failureSummary.replace(/\\s+/g, ' '))).concat(
	    document.documentElement.scrollWidth > document.documentElement.clientWidth ?
	    ['too wide: ' + document.documentElement.scrollWidth] : []))" | jq -r '.[]'
}

browser_key() {
	local key=$1 text=$1 code=0 i
	case $key in
	Tab) text='' code=9 ;;
	Enter) text='\r' code=13 ;;
	Space) key=' ' text=' ' code=32 ;;
	esac
	for ((i = 0; i < ${2:-1}; i++)); do
		browser_do Input.dispatchKeyEvent \
		    "{\"type\":\"keyDown\",\"key\":\"$key\",\"text\":\"$text\",\"windowsVirtualKeyCode\":$code}"
		browser_do Input.dispatchKeyEvent "{\"type\":\"keyUp\",\"key\":\"$key\",\"windowsVirtualKeyCode\":$code}"
	done
}

browser_type() {
	local i
	for ((i = 0; i < ${#1}; i++)); do
		browser_do Input.dispatchKeyEvent "$(jq -cn --arg text "${1:i:1}" '{type: "keyDown", key: $text, $text}')"
	done
}

# How many Tabs it should be is only a guess, which saves questions: what counts is where the focus is in the end.
browser_tab_to() {
	local steps i
	for ((i = 0; i < 40; i++)); do
		steps=$(browser_value "(() => {
			const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex=\"0\"]')]
			    .filter(e => e.checkVisibility() && !e.disabled);
			const target = document.querySelector('$1');
			return target === null ? -1 : target === document.activeElement ? 0 :
			    Math.max(1, all.indexOf(target) - all.indexOf(document.activeElement));
		})()")
		[ "$steps" != 0 ] || return 0
		[ "$steps" != -1 ] || fail "there is no $1 on $(browser_value location.href)"
		browser_key Tab "$steps"
	done
	fail "Tab does not lead to $1 on $(browser_value location.href)"
}
