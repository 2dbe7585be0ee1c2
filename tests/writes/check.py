"""What tests/writes/check.sh runs: MILEPOST ROUNDS."""

import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BASE = Path(tempfile.mkdtemp())
MILEPOST = BASE / "milepost"
ROUNDS = int(sys.argv[2])
NOBODY = 65534
# No configuration but our own.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
ENVIRONMENT |= {"HOME": str(BASE / "home"), "XDG_CONFIG_HOME": str(BASE / "home"), "GIT_CONFIG_NOSYSTEM": "1"}
ENVIRONMENT |= {"GIT_AUTHOR_DATE": "2026-06-10T12:00:00Z", "GIT_COMMITTER_DATE": "2026-06-10T12:00:00Z"}
ENVIRONMENT |= {"TZ": "UTC", "GIT_CONFIG_GLOBAL": str(BASE / "home/.gitconfig")}
PROGRAM = """[program]
name = "P{0}"

[owners]
tpm = "maya-chen"

[milestones.beta]
name = "Beta"
due =     "2026-08-28"
owner = "maya-chen"
"""

# What writes, and what is there before.
WRITES = {
    "lint --fix": ["lint", "--fix", "--quiet"],
    "fmt": ["fmt"],
    "new": ["new", "payments"],
    "init": ["init", "inner/plans"],
    "hook install": ["hook", "install"],
    "merge-driver install": ["merge-driver", "install"],
    "merge-driver run": ["merge-driver", "run", "base.toml", "programs/p0.toml", "theirs.toml"],
    "lint --output": ["lint", "--format", "json", "--output", "result.json"],
    "report --mark": ["report", "--since", "2020-01-01", "--mark", "weekly", "--format", "html", "--output", "result.json"],
}


class Fault(Exception):
    pass


def git(folder, *words):
    subprocess.run(["git", *words], cwd=folder, env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)


def begin(folder, name):
    """A repository as it is before the command of that name."""
    (folder / "programs").mkdir(parents=True)
    if name == "init":
        # What starts a repository wants none around it.
        return
    (folder / "milepost.toml").write_text("format = 1\n")
    (folder / "base.toml").write_text(PROGRAM.format(0))
    (folder / "theirs.toml").write_text(PROGRAM.format(0) + '\n[milestones.ga]\nname = "GA"\n')
    (folder / "result.json").write_text("what was there before\n" * 100)
    for number in range(8):
        (folder / f"programs/p{number}.toml").write_text(PROGRAM.format(number))
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "Start")


def start(folder, words, **more):
    return subprocess.Popen(
        [MILEPOST, "--as-of", "2026-06-15", *words],
        cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more,
    )


def run(folder, words, **more):
    """The exit status, and what is said."""
    process = start(folder, words, **more)
    said = process.communicate()[1].decode()
    if process.returncode not in (0, 1, 2) or "panicked" in said:
        raise Fault(f"exit {process.returncode}: {said}")
    return process.returncode, said


def state(folder):
    """Every file that is not git's own, and its locks: mode and content, by path. Folders count by what they hold, and drafts."""
    found = {}
    for place, folders, files in os.walk(folder):
        below = os.path.relpath(place, folder).split(os.sep)
        if ".git" in below and below[below.index(".git") + 1 :][:1] not in ([], ["hooks"], ["info"], ["refs"]):
            folders.clear()
            continue
        for name in [name for name in folders if is_draft(name)]:
            found[os.path.relpath(os.path.join(place, name), folder)] = (0, b"")
            folders.remove(name)
        for file in files:
            path = Path(place, file)
            relative = str(path.relative_to(folder))
            if below[-1] == ".git" and not file.endswith(".lock") or file.endswith(".sample"):
                continue
            found[relative] = (stat.S_IMODE(path.lstat().st_mode), path.read_bytes())
    return found


def is_draft(name):
    return ".milepost-" in name and name.endswith(".tmp")


def compare(now, before, after):
    """Whether the state is the old one, the new one, or between; and the names that are in neither."""
    if now == before:
        return "old", []
    if now == after:
        return "new", []
    for path in before.keys() | after.keys():
        if now.get(path) not in (before.get(path), after.get(path)):
            held = now.get(path)
            raise Fault(f"{path} is neither the old file nor the new one: {held and held[1][:200]}")
    return "between", [path for path in now if path not in before and path not in after]


def fresh(template, folder):
    # A git that was killed may have been making a file at that moment.
    while folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder, symlinks=True)


def kill(name, words):
    """Kills a command at random moments of the time that it takes."""
    old, work = BASE / "old", BASE / "work"
    shutil.rmtree(old, ignore_errors=True)
    begin(old, name)
    fresh(old, work)
    before, took = state(old), []
    for _ in range(5):
        fresh(old, work)
        began = time.perf_counter()
        said = run(work, words)
        took.append(time.perf_counter() - began)
    after = state(work)
    if before == after:
        raise Fault(f"it writes nothing: {said}")
    # Up to a little more than it usually takes, so that some come to their end.
    limit = sorted(took)[2] * 1.2
    count = {"killed": 0, "old": 0, "new": 0, "between": 0, "drafts": 0, "locks": 0}
    for _ in range(ROUNDS):
        fresh(old, work)
        process = start(work, words, start_new_session=True)
        time.sleep(random.uniform(0, limit))
        # And the git that it asked.
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        count["killed"] += process.returncode < 0
        which, odd = compare(state(work), before, after)
        count[which] += 1
        for path in odd:
            if path.startswith(".git/") and path.endswith(".lock"):
                # git's own way: whoever finds it is told, and takes it away.
                _, said = run(work, words)
                if path.removeprefix(".git/") not in said:
                    raise Fault(f"{path} is left behind, and is not named: {said}")
                os.remove(work / path)
                count["locks"] += 1
            elif any(is_draft(part) for part in Path(path).parts):
                count["drafts"] += 1
            else:
                raise Fault(f"{path} is left behind")
        if any(is_draft(part) for path in odd for part in Path(path).parts):
            run(work, words)
            left = [path for path in state(work) if any(is_draft(part) for part in Path(path).parts)]
            if left:
                raise Fault(f"{left} outlive the next run")
    told = ", ".join(f"{number} {what}" for what, number in count.items())
    print(f"  {name:20} {ROUNDS} rounds of up to {limit * 1000:.0f} ms: {told}", flush=True)


def full_disk(name, words):
    """Runs a command on disks with less and less room."""
    disk = BASE / "disk"
    disk.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if subprocess.run(mount, stderr=subprocess.DEVNULL).returncode != 0:
        print(f"  {name:20} skipped: no disk can be mounted here")
        return
    try:
        work = disk / "work"
        begin(work, name)
        before = state(work)
        with open(disk / "filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass
        code, said = run(work, words)
        if code != 2 or "room on the disk" not in said:
            raise Fault(f"exit {code}: {said}")
        if state(work) != before:
            raise Fault(f"something was written: {state(work).keys() ^ before.keys()}")
        os.remove(disk / "filler")
        code, said = run(work, words)
        if state(work) == before:
            raise Fault(f"with room again, nothing is written: {said}")
        print(f"  {name:20} exit 2, nothing changed; done with room", flush=True)
    finally:
        # At once, also where something still looks at it.
        subprocess.run(["umount", "-l", str(disk)], check=True)


def read_only(name, words):
    """Runs a command where nothing may be written."""
    work = BASE / "work"
    shutil.rmtree(work, ignore_errors=True)
    begin(work, name)
    before = state(work)
    someone = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
    for place, _, files in os.walk(work):
        for path in [place, *(os.path.join(place, file) for file in files)]:
            if someone:
                os.chown(path, NOBODY, NOBODY)
            os.chmod(path, stat.S_IMODE(os.stat(path).st_mode) & 0o555)
    locked = state(work)
    code, said = run(work, words, **someone)
    if code != 2:
        raise Fault(f"exit {code}: {said}")
    if state(work) != locked or before.keys() != locked.keys():
        raise Fault("something was written")
    for place, _, _ in os.walk(work):
        os.chmod(place, 0o755)
    print(f"  {name:20} exit 2, nothing changed", flush=True)


def at_once(name, words):
    """Runs a command eight times at once."""
    old, work = BASE / "old", BASE / "work"
    shutil.rmtree(old, ignore_errors=True)
    begin(old, name)
    fresh(old, work)
    run(work, words)
    after = state(work)
    codes = {}
    for _ in range(max(ROUNDS // 10, 2)):
        fresh(old, work)
        processes = [start(work, words) for _ in range(8)]
        for process in processes:
            said = process.communicate()[1].decode()
            codes[process.returncode] = codes.get(process.returncode, 0) + 1
            if process.returncode not in (0, 1, 2) or "panicked" in said:
                raise Fault(f"exit {process.returncode}: {said}")
        if state(work) != after:
            now = state(work)
            odd = [path for path in now.keys() | after.keys() if now.get(path) != after.get(path)]
            raise Fault(f"{odd} differ from what one alone writes")
    print(f"  {name:20} as if one alone had run; exit {dict(sorted(codes.items()))}", flush=True)


def main():
    (BASE / "home").mkdir()
    BASE.chmod(0o755)
    shutil.copy(sys.argv[1], MILEPOST)
    for key, value in [("user.name", "Maya Chen"), ("user.email", "maya@example.com"), ("init.defaultBranch", "main")]:
        git(BASE, "config", "--global", key, value)
    (BASE / "home/.gitconfig").chmod(0o644)
    has_fmt = subprocess.run([MILEPOST, "fmt", "--help"], capture_output=True).returncode == 0
    writes = {name: words for name, words in WRITES.items() if name != "fmt" or has_fmt}
    for title, disturb in [
        ("Killed at random moments", kill),
        ("On a full disk", full_disk),
        ("Where nothing may be written", read_only),
        ("Eight at once", at_once),
    ]:
        print(title, flush=True)
        for name, words in writes.items():
            try:
                disturb(name, words)
            except Fault as fault:
                sys.exit(f"{title}, {name}: {fault}")


try:
    main()
finally:
    shutil.rmtree(BASE, ignore_errors=True)
