# "make install" below DESTDIR: the program, its manual page, the shell's completion, the service.
. "$TOP/tests/lib/run.sh"

make -s -C "$TOP" BUILD="$(dirname "$PROGRAM")" DESTDIR="$PWD/root" prefix=/usr install
cmp "$PROGRAM" root/usr/bin/credence
expect_text '^\.TH CREDENCE 1' root/usr/share/man/man1/credence.1
bash -n root/usr/share/bash-completion/completions/credence
expect_text '^ExecStart=/usr/bin/credence ' root/usr/lib/systemd/system/credence.service
