# hostile.pl PORT MODE: a server on loopback that means no good, for one test.  Each connection gets
# the same; MODE says what.  "smtp-" or "imap-" in front: it greets and answers as such first.
use strict;
use warnings;
use IO::Socket::INET;

my ($port, $mode) = @ARGV;
$| = 1;
$SIG{CHLD} = 'IGNORE';
$SIG{PIPE} = 'IGNORE';
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 10,
    ReuseAddr => 1) or die "cannot listen: $!";

# Until the client goes away, or nobody can have the patience any more.
sub forever {
	my ($client, $rest, @words) = @_;
	my $end = time + 60;
	while (time < $end) {
		for my $word (@words) {
			return unless defined syswrite($client, $word);
		}
		select(undef, undef, undef, $rest) if $rest;
	}
}

sub talk {
	my ($client) = @_;
	my $kind = $mode =~ s/^(smtp|imap)-// ? $1 : '';
	if ($kind eq 'smtp') {
		print $client "220 hostile ESMTP\r\n";
		<$client>;
	} elsif ($mode eq 'preauth') {
		print $client "* PREAUTH hostile\r\n";
	} elsif ($kind eq 'imap') {
		print $client "* OK hostile\r\n";
		<$client>;
	}
	if ($mode eq 'silence') { 1 while <$client> }
	elsif ($mode eq 'drip') { forever($client, 0.2, $kind eq 'imap' ? '*' : '2') }
	elsif ($mode eq 'flood') { forever($client, 0, 'x' x 65536) }
	elsif ($mode eq 'lines') { forever($client, 0, "250-x\r\n* OK x\r\n" x 1000) }
	elsif ($mode eq 'noise') { print $client pack('C*', map { $_ * 7 % 256 } 0 .. 4095) }
	elsif ($mode eq 'close') { }
	elsif ($mode eq 'nostarttls') {
		print $client $kind eq 'smtp' ? "250 hostile\r\n" :
		    "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n1 OK done\r\n";
		my $said = <$client>;
		print "said: ", $said // '', "\n";
	} elsif ($mode eq 'injection') {
		print $client $kind eq 'smtp' ? "250-hostile\r\n250 STARTTLS\r\n" :
		    "* CAPABILITY IMAP4rev1 STARTTLS\r\n1 OK done\r\n";
		<$client>;
		print $client $kind eq 'smtp' ? "220 go\r\n250-hostile\r\n250 AUTH PLAIN\r\n" :
		    "2 OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n3 OK done\r\n";
		my $said = <$client>;
		print "said: ", $said // '', "\n";
	} elsif ($mode eq 'preauth') {
		print "said: ", scalar(<$client>) // '', "\n";
	} elsif ($mode eq 'literal') {
		print $client "* LIST () \"/\" {4000000000}\r\n";
		forever($client, 0, 'x' x 65536);
	} elsif ($mode eq 'nesting') {
		print $client '* 1 FETCH (BODYSTRUCTURE ', '(' x 40000, "\r\n1 OK done\r\n";
		1 while <$client>;
	} elsif ($mode eq 'misplaced') {
		print $client "* CAPABILITY {4000000000}\r\nabc";
		1 while <$client>;
	} else { die "no mode \"$mode\"" }
}

while (1) {
	my $client = $listener->accept or next;
	my $pid = fork;
	if (!$pid) {
		close $listener;
		talk($client);
		exit;
	}
	close $client;
}
