# cadence.sh: a shipped workflow on the virtual clock of "workflow simulate", compared line by line.
#
#	play WORKFLOW EXIT <<SCRIPT	plays workflows/WORKFLOW.yaml (begins on Monday 4 January 2027 at 09:00
#					in New York unless the script says otherwise); EXIT 3: something is refused
#	shows <<LINES			what it did: DAY WHAT NAME [DUE], the kinds that people notice
#	cadence_ends STATE		where it ended

play() {
	{
		echo 'begin: 2027-01-04 at 09:00'
		echo 'timezone: America/New_York'
		cat
	} >script.yaml
	expect_exit "$2" "$CREDENCE" --json workflow simulate "$TOP/workflows/$1.yaml" script.yaml \
	    >played.json 2>said.txt
}
shows() {
	jq -r '.calendar[] | select(.what | IN("moved", "letter", "task", "deadline", "escalation",
	    "refused")) | [.at_ms[:10], .what, .name, (.day // empty)] | join(" ")' played.json >got.txt
	diff - got.txt
}
cadence_ends() {
	expect_json .state "\"$1\"" <played.json
}
