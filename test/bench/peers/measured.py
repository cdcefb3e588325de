"""measured.py FILE LIMIT_S PROGRAM [ARGUMENT ...]: runs a program, and writes what it cost to FILE as JSON.

CPU seconds (user and system) of the program and of all that it started and waited for; the largest resident set
of any one of them in MiB; wall seconds; the exit status, or null if it was killed after LIMIT_S.
"""

import json
import os
import signal
import sys
import time


def main():
    file, limit_s, *argv = sys.argv[1:]
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        os.setsid()
        os.execvp(argv[0], argv)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(child, signal.SIGKILL))
    signal.alarm(int(limit_s))
    _, status, used = os.wait4(child, 0)
    exited = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
    with open(file, "w", encoding="utf-8") as out:
        json.dump({
            "exit": exited,
            "wallS": time.monotonic() - begun,
            "cpuS": used.ru_utime + used.ru_stime,
            "peakMib": used.ru_maxrss / 1024,
        }, out)


main()
