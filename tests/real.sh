#!/bin/bash
# real.sh FOLDER: imports the records of the NPI registry that a folder holds, in the forms in which the
# registry gives them: 202 recorded ones of real people, which are not ours to publish.  The tests beside
# it need none of them: they have records made up in the same forms (corpus/nppes).
set -euo pipefail
TOP=$(cd "$(dirname "$0")/.." && pwd)
real=$(cd "${1:?the folder with the records}" && pwd)
CREDENCE=${CREDENCE:-$TOP/build/credence}
export TOP CREDENCE LC_ALL=C.UTF-8
work=$(mktemp -d "${TMPDIR:-/tmp}/real.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
. "$TOP/tests/lib/run.sh"

credence() { "$CREDENCE" --now 2026-11-22 -C "$folder" "$@"; }
one() { sqlite3 "$folder/credence.db" "$1"; }
begin() {
	folder=$1
	"$CREDENCE" --quiet init "$folder" --org "Elm Street Clinic" --timezone America/Chicago --from team@elm.example
}

begin json
for file in search_200 npi2_group npi2_ao; do
	credence --json import nppes "$real/nppes_api_v21_$file.json" | expect_json .refused 0
done
[ "$(one 'SELECT count(*) FROM provider')" = 200 ] || fail "200 people"
[ "$(one 'SELECT count(*) FROM location')" = 2 ] || fail "2 organizations"
credence --json import nppes "$real/nppes_api_v21_search_200.json" | expect_json .unchanged 200
credence --json import nppes "$real/npidata_pfile_V2_derived_sample.csv" | expect_json .unchanged 202

begin csv
credence --json import nppes "$real/npidata_pfile_V2_derived_sample.csv" | expect_json '[.rows, .added]' '[202,202]'
credence --json import nppes "$real/npidata_pfile_V2_derived_sample.csv" | expect_json .unchanged 202
expect_exit 2 credence import nppes "$real/nppes_api_v21_error_version.json" 2>err.txt
expect_text 'Unsupported Version' err.txt
echo "the recorded answers come in: 202 records, twice, in both forms"
