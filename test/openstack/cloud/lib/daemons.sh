# shellcheck shell=bash
# Starting, finding and stopping daemons. A daemon is known by the process id that was recorded when it started
# and counts only while that process carries the mark it was given: a number used again by the system never matches.

# running NAME: is that daemon of this cloud alive?
running() {
  local pid
  [ -s "$RUN/$1.pid" ] && read -r pid <"$RUN/$1.pid" &&
    grep -qzFx "CLOUD_DAEMON=$1 of $CLOUD_HOME" "/proc/$pid/environ" 2>/dev/null
}

# start NAME COMMAND...: in the background, as leader of its own session, unless it runs already
start() {
  local name=$1
  shift
  ! running "$name" || return 0
  CLOUD_DAEMON="$name of $CLOUD_HOME" CLOUD_DAEMON_OF=$CLOUD_HOME CLOUD_FAULTS=$FAULTS \
    HOME=$CLOUD_HOME/home TMPDIR=$CLOUD_HOME/tmp PYTHONPATH=$CLOUD_CODE/plugins \
    setsid nohup "${INSIDE[@]}" "$@" >>"$LOG/$name.log" 2>&1 </dev/null 9>&- &
  echo $! >"$RUN/$name.pid"
}

# start_api NAME PORT PROCESSES THREADS WSGI-APPLICATION [ARGUMENTS]
# Without "Connection: close" and post-buffering, clients that keep connections are reset now and then.
start_api() {
  local name=$1 port=$2 processes=$3 threads=$4 application=$5
  start "$name" uwsgi-core --plugins python3,logfile --http-socket "127.0.0.1:$port" --master --lazy-apps \
    --processes "$processes" --threads "$threads" --enable-threads --single-interpreter --need-app --die-on-term \
    --buffer-size 65535 --post-buffering 65536 --add-header 'Connection: close' --listen 100 \
    --pythonpath "$CLOUD_CODE/plugins" --module "$application" \
    --log-format '%(ltime) %(method) %(uri) %(status) %(msecs)ms %(rsize)b ua="%(uagent)" pid=%(pid)' \
    --req-logger "file:$LOG/$name-access.log" ${6:+--pyargv "$6"}
}

# wait_for SECONDS NAME TEST...: until the test succeeds; gives up at once when the daemon has died
wait_for() {
  local seconds=$1 name=$2 end=$((SECONDS + $1)) pid
  shift 2
  until "$@" >/dev/null 2>&1; do
    if [ -s "$RUN/$name.pid" ] && read -r pid <"$RUN/$name.pid" && ! kill -0 "$pid" 2>/dev/null; then
      tail -5 "$LOG/$name.log" >&2
      fail 1 "$name ended as it started: $LOG/$name.log"
    fi
    [ $SECONDS -lt $end ] || fail 1 "$name is not ready after $seconds s: $LOG/$name.log"
    sleep 0.2
  done
}

# The two ways to ask whether something answers on a port
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
answers_http() {
  # shellcheck disable=SC2016   # for the inner shell
  timeout 5 bash -euc 'exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf "GET / HTTP/1.0\r\n\r\n" >&3
    read -r line <&3
    [[ $line == HTTP/* ]]' - "$1" 2>/dev/null
}

# stop NAME...: asks all, waits for all, then kills what is left. With HURRY=1 it kills at once.
stop() {
  local name pid since=$SECONDS
  for name; do
    running "$name" || { rm -f "$RUN/$name.pid"; continue; }
    read -r pid <"$RUN/$name.pid"
    if [ "${HURRY:-0}" = 1 ]; then kill -KILL -- "-$pid"; else kill -TERM "$pid"; fi 2>/dev/null || true
  done
  for name; do
    [ -s "$RUN/$name.pid" ] || continue
    read -r pid <"$RUN/$name.pid"
    case $name in
      mysqld | rabbit) wait_group_gone "$pid" $((since + 30)) ;;      # they have something to write
      *) wait_group_gone "$pid" $((since + 4)) ;;
    esac || kill -KILL -- "-$pid" 2>/dev/null || true
    rm -f "$RUN/$name.pid"
  done
}

wait_group_gone() { # process group, until when (as in SECONDS)
  while group_lives "$1"; do
    [ $SECONDS -lt "$2" ] || return 1
    sleep 0.1
  done
}

# Zombies do not count: in a container, process 1 may take its time to bury them
group_lives() {
  awk -v group="$1" '$1 != "Z" && $3 == group { found = 1 } END { exit !found }' \
    < <(cat /proc/[0-9]*/stat 2>/dev/null | sed 's/^.*) //')
}

# Processes that carry this cloud's mark though they have left their daemon's group
stop_strays() {
  local pid strays
  strays=$(grep -lzFx "CLOUD_DAEMON_OF=$CLOUD_HOME" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3 || true)
  for pid in $strays; do kill -KILL "$pid" 2>/dev/null || true; done
}
