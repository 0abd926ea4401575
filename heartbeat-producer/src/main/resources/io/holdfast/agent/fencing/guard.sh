# guard.sh GROUP DEADLINES ANSWER DEADLINE
#
# Kills all that is in the cgroup GROUP once DEADLINE has passed, and goes on until the cgroup is gone. Deadlines are
# hundredths of a second since boot, sleep included (CLOCK_BOOTTIME, as /proc/uptime tells it). Later ones come as lines
# through the named pipe DEADLINES; the newest known is written to the file ANSWER, which thereby says that this lives.
# Nothing is forked before the end: where no process can be started any more it still works. Needs a shell whose read
# has -t with fractions: bash, or busybox sh.

group=$1 deadlines=$2 answer=$3 deadline=$4

trap '' HUP INT TERM PIPE
echo -1000 2>/dev/null >/proc/self/oom_score_adj
exec 3<>"$deadlines"

look_at_the_clock() {
  IFS=' .' read -r seconds hundredths rest </proc/uptime
  now=$((seconds * 100 + 1$hundredths - 100))
}

take_deadlines_for() {
  while IFS= read -r -t "$1" later <&3; do
    [ "$later" -gt "$deadline" ] && deadline=$later
    echo "$deadline" >"$answer"
    set -- 0.01
  done
}

is_populated() {
  while read -r key value; do
    [ "$key" = populated ] && [ "$value" = 0 ] && return 1
  done <"$group/cgroup.events"
  return 0
}

echo "$deadline" >"$answer"
while [ -d "$group" ]; do
  look_at_the_clock
  left=$((deadline - now))
  if [ "$left" -gt 20 ]; then
    take_deadlines_for 0.2
  elif [ "$left" -gt 0 ]; then
    take_deadlines_for "0.$((left / 10))$((left % 10))"
  else
    take_deadlines_for 0.01
    [ "$deadline" -gt "$now" ] || break
  fi
done

echo over >"$answer"
while [ -d "$group" ]; do
  echo 1 >"$group/cgroup.kill"
  if is_populated; then
    read -r -t 0.01 later <&3
  else
    rmdir "$group"/*/ "$group"
    read -r -t 0.05 later <&3
  fi
done 2>/dev/null
