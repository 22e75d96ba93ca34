#!/bin/bash
# Who says which state of a record they saw does not overwrite what somebody else changed since.
. "$TOP/tests/lib/run.sh"

at() { CREDENCE_USER=$1 "$CREDENCE" --now "$2" --quiet -C p "${@:3}"; }
"$CREDENCE" --quiet init p --org 'Elm Street Clinic' --timezone America/Chicago --from office@elm.example
at maria 2026-11-01T09:00 payer add name='Prairie Health' email=desk@prairie.example
seen() { at maria 2026-11-02 --json payer show 1 | jq -r .modified_ms; }
both=$(seen)
at sam 2026-11-02T09:00 payer set 1 email=sam@prairie.example --seen "$both"
expect_exit 2 at maria 2026-11-02T09:01 payer set 1 email=maria@prairie.example --seen "$both" 2>err.txt
expect_text 'payer 1 was changed since you looked. Look again' err.txt
at maria 2026-11-02 --json payer show 1 | expect_json .email sam@prairie.example
at maria 2026-11-02T09:02 payer set 1 email=maria@prairie.example --seen "$(seen)"
at maria 2026-11-02 --json payer show 1 | expect_json .email maria@prairie.example
# Who does not say it writes as ever; what is no time is refused.
at sam 2026-11-02T09:03 payer set 1 phone=217-555-0101
expect_exit 2 at sam 2026-11-02T09:04 payer set 1 phone=217-555-0102 --seen soon 2>err.txt
expect_text 'seen' err.txt
at sam 2026-11-02T09:04 --json audit list --object 'payer 1' | expect_json length 4
