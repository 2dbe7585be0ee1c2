"""What tests/load/check.sh runs: MILEPOST PROGRAMS."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

BASE = Path(tempfile.mkdtemp())
MILEPOST = sys.argv[1]
PROGRAMS = int(sys.argv[2])
# What one command may need at most, in kilobytes: 64 MB, and 3 KB for each program.
MEMORY = 64 * 1024 + 3 * PROGRAMS
# No configuration but our own.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
ENVIRONMENT |= {"HOME": str(BASE / "home"), "XDG_CONFIG_HOME": str(BASE / "home"), "GIT_CONFIG_NOSYSTEM": "1"}
ENVIRONMENT |= {"GIT_AUTHOR_DATE": "2026-06-10T12:00:00Z", "GIT_COMMITTER_DATE": "2026-06-10T12:00:00Z", "TZ": "UTC"}
IDENTITY = ["-c", "user.name=Maya Chen", "-c", "user.email=maya@example.com", "-c", "init.defaultBranch=main"]
IDENTITY += ["-c", "gc.auto=0"]


def git(folder, *words):
    done = subprocess.run(["git", *IDENTITY, *words], cwd=folder, env=ENVIRONMENT, check=True, stdout=subprocess.PIPE)
    return done.stdout.decode().strip()


def program(number, due, health="green"):
    return f"""[program]
name = "Program {number}"
health = "{health}"

[owners]
tpm = "maya-chen"

[milestones.beta]
name = "Beta"
due = {due}
owner = "maya-chen"
"""


def write(folder, count):
    """Programs of which every thousandth has a fault."""
    (folder / "programs").mkdir(parents=True)
    (folder / "milepost.toml").write_text("format = 1\n")
    for number in range(count):
        area = folder / f"programs/area-{number // 100}"
        if number % 100 == 0:
            area.mkdir()
        health = "blue" if number % 1000 == 999 else "green"
        (area / f"p{number}.toml").write_text(program(number, "2026-09-01", health))


def start(folder, words):
    command = [MILEPOST, "--as-of", "2026-06-15", *words]
    return subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def expect(is_so, what):
    if not is_so:
        sys.exit(f"{what}")


def at_once():
    folder = BASE / "at-once"
    write(folder, 100)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "Start")
    first = folder / "programs/area-0/p0.toml"
    first.write_text(program(0, "2026-10-01"))
    git(folder, "commit", "-q", "-a", "-m", "Move the beta")
    first.write_text(program(0, "2026-11-01", "blue"))
    questions = [
        ["lint", "--format", "json"],
        ["lint", "--rev", "HEAD", "--history", "--format", "json"],
        ["diff", "HEAD~1", "--format", "json"],
        ["report", "--since", "HEAD~1", "--format", "json"],
        ["status", "--format", "json"],
    ]
    ask = lambda words: start(folder, words)
    alone = []
    for words in questions:
        process = ask(words)
        alone.append((*process.communicate(), process.returncode))
    expect(all(code in (0, 1) for *_, code in alone), alone)
    before = git(folder, "status", "--porcelain", "--ignored")
    began = time.perf_counter()
    answers = [None] * 100

    def wait(number):
        process = ask(questions[number % len(questions)])
        answers[number] = (*process.communicate(), process.returncode)

    threads = [threading.Thread(target=wait, args=(number,)) for number in range(100)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    for number, answer in enumerate(answers):
        words = questions[number % len(questions)]
        expect(answer == alone[number % len(questions)], f"{words} says another thing in company: {answer}")
    expect(git(folder, "status", "--porcelain", "--ignored") == before, "something was left behind")
    print(f"100 processes at once: each says what it says alone; {time.perf_counter() - began:.1f} s", flush=True)


def many():
    folder = BASE / "many"
    write(folder, PROGRAMS)
    measured = {}
    for name in ("lint", "status"):
        with open(BASE / name, "wb") as answer:
            began = time.perf_counter()
            process = subprocess.Popen(
                [MILEPOST, "--as-of", "2026-06-15", name, "--format", "json"],
                cwd=folder, env=ENVIRONMENT, stdout=answer, stderr=subprocess.DEVNULL,
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            measured[name] = process.returncode, time.perf_counter() - began, usage.ru_maxrss
    lint, status = (json.loads((BASE / name).read_bytes()) for name in measured)
    faults = sum(finding["rule"] == "invalid-value" for finding in lint["findings"])
    expect(faults == PROGRAMS // 1000, f"{faults} faults are found")
    expect(lint["summary"]["programs"] == PROGRAMS, f"lint counts {lint['summary']}")
    expect(len(status["programs"]) == PROGRAMS, f"status lists {len(status['programs'])} programs")
    expect([code for code, *_ in measured.values()] == [1 if faults else 0, 0], measured)
    for name, (_, took, memory) in measured.items():
        print(f"{name} of {PROGRAMS} programs: {took:.1f} s, {memory / 1024:.0f} MB at its peak", flush=True)
        expect(memory <= MEMORY, f"that is more than {MEMORY // 1024} MB")
    shutil.rmtree(folder)


def while_committing():
    folder = BASE / "committing"
    write(folder, 20)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "Start")
    first = git(folder, "rev-parse", "HEAD")
    days, is_over = {first: 0}, threading.Event()

    def commit():
        for number in range(1, 101):
            day = f"2026-{9 + (number // 28) % 4:02}-{1 + number % 28:02}"
            (folder / "programs/area-0/p0.toml").write_text(program(0, day))
            git(folder, "commit", "-q", "-a", "-m", f"Move the beta to {day}")
            days[git(folder, "rev-parse", "HEAD")] = day
            if number % 20 == 0:
                git(folder, "repack", "-a", "-d", "-q")
                git(folder, "prune-packed", "-q")
        is_over.set()

    committing = threading.Thread(target=commit)
    committing.start()
    told = []
    while not is_over.is_set():
        process = start(folder, ["report", "--since", first, "--format", "json"])
        text, said = process.communicate()
        expect(process.returncode == 0, said.decode())
        told.append(json.loads(text))
    committing.join()
    for report in told:
        changes = [change for program in report["programs"] for change in program["changes"]]
        moved = {change["after-day"] for change in changes if change["path"] == "milestones.beta.due"}
        day = days[report["window"]["to"]["oid"]]
        expect(moved == {day} - {0, "2026-09-01"}, f"{report['window']} tells of {moved}, and {day} is so")
        again = start(folder, ["report", "--since", first, "--rev", report["window"]["to"]["oid"], "--format", "json"])
        expect(json.loads(again.communicate()[0])["programs"] == report["programs"], "the same report tells otherwise")
    print(f"{len(told)} reports during {len(days) - 1} commits and 5 repacks: each tells of a state that was", flush=True)


try:
    (BASE / "home").mkdir()
    at_once()
    while_committing()
    many()
finally:
    shutil.rmtree(BASE, ignore_errors=True)
