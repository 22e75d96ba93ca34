# The program is position independent, bound at start, and has no writable code or stack that runs.
. "$TOP/tests/lib/run.sh"

readelf -hldW "$PROGRAM" >elf.txt
expect_text 'Type: +DYN' elf.txt
expect_text '\(FLAGS_1\).*NOW.*PIE' elf.txt
expect_text 'GNU_RELRO' elf.txt
expect_text 'GNU_STACK .* RW +0x' elf.txt
! grep -E 'LOAD.* RWE' elf.txt || fail "a segment is both writable and executable"
! readelf -dW "$PROGRAM" | grep -E 'RPATH|RUNPATH|TEXTREL' || fail "a path or a relocation in code"
