# witness.pl DIRECTORY: a workload that writes down that it lives, every 20 ms, and tries to hold a lock all the while.
#
#   WORKLOAD.beats      monotonic nanoseconds, node, epoch, process id
#   WORKLOAD.contended  the same, for each time that it found the lock held by another
use strict;
use warnings;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC sleep);
use Fcntl ':flock';

my $path = "$ARGV[0]/$ENV{HOLDFAST_WORKLOAD}";
open(my $beats, '>>', "$path.beats") or die $!;
open(my $lock, '>>', "$path.lock") or die $!;
my $identity = "$ENV{HOLDFAST_NODE} $ENV{HOLDFAST_EPOCH} $$\n";
my $held = 0;

while (1) {
  my $line = sprintf('%.0f %s', clock_gettime(CLOCK_MONOTONIC) * 1e9, $identity);
  syswrite($beats, $line);
  if (!$held) {
    $held = flock($lock, LOCK_EX | LOCK_NB);
    if (!$held) {
      open(my $contended, '>>', "$path.contended") or die $!;
      syswrite($contended, $line);
      close($contended);
    }
  }
  sleep(0.02);
}
