# Told on standard input what a sandbox starts; when that input ends, however the sandbox ended, ends what is left of it.
#   watch PID SIGNAL | forget PID | delete DIRECTORY
watched=''
directories=''
newline='
'
while read -r verb rest; do
  case $verb in
    watch) watched="$watched ${rest% *}/${rest#* }" ;;
    forget)
      kept=''
      for one in $watched; do
        [ "${one%/*}" = "$rest" ] || kept="$kept $one"
      done
      watched=$kept
      ;;
    delete) directories="$directories$rest$newline" ;;
  esac
done
for one in $watched; do
  kill -CONT "${one%/*}" 2>/dev/null
  kill -"${one#*/}" "${one%/*}" 2>/dev/null
done
for one in $watched; do
  pid=${one%/*}
  tries=0
  while [ $tries -lt 20 ] && kill -0 "$pid" 2>/dev/null; do
    sleep 0.1
    tries=$((tries + 1))
  done
  kill -KILL -- "-$pid" 2>/dev/null || kill -KILL "$pid" 2>/dev/null
done
IFS=$newline
for directory in $directories; do
  rm -rf -- "$directory"
done
