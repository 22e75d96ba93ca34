# practice.sh: a small practice with two providers, two payers, open cases, and its daemon.
#
#	practice_start		sets PAGE ("http://127.0.0.1:PORT"), practice_pid; the folder is "practice"

practice_start() {
	"$CREDENCE" --quiet init practice --org "Elm Street Clinic" --timezone America/Chicago \
	    --from team@elm.example
	printf '%s\n' 'NPI,Last Name,First Name,State,Email,Start Date,CAQH Last Attested' \
	    '1234567893,Larkspur,Ada,IL,ada@elm.example,2026-12-01,2026-10-01' \
	    '1245319599,Foxglove,Ben,TX,ben@elm.example,2026-12-15,2026-09-15' >providers.csv
	printf '%s\n' 'Name,Email,State' 'Prairie Health,enroll@prairie.example,IL' \
	    'Lone Star Plan,enroll@lonestar.example,TX' >payers.csv
	printf '%s\n' 'NPI,Payer,State' '1234567893,Prairie Health,IL' \
	    '1245319599,Lone Star Plan,TX' >enrollments.csv
	"$CREDENCE" --quiet -C practice import providers providers.csv
	"$CREDENCE" --quiet -C practice import payers payers.csv
	"$CREDENCE" --quiet -C practice import enrollments enrollments.csv
	"$CREDENCE" --quiet -C practice tick
	free_port practice_port
	PAGE=http://127.0.0.1:$practice_port
	printf '%s\n' 'org: { name: Elm Street Clinic, timezone: America/Chicago }' \
	    'mail: { from: team@elm.example }' "web: { port: $practice_port }" >practice/credence.yaml
	start daemon.log "$CREDENCE" -C practice run
	practice_pid=$started
	wait_for port_open "$practice_port"
}
