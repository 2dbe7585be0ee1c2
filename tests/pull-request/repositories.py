"""A repository whose programs stand in a folder, a pull request that moves one of them, and the checkouts that CI makes."""

import subprocess
from pathlib import Path

from runners import ambient

# A branch may be called so. Whoever pastes it into a command runs it.
BRANCH = "$(touch${IFS}pwned)-`touch${IFS}pwned`-'\""
TITLE = "$(touch pwned) `touch pwned` \"; touch pwned; ' ${{ github.token }}\n::error::pwned\nEOF\n"

PERSON = '[people.tom-ito]\nname = "Tom Ito"\n'


def program(name, milestones):
    text = f'[program]\nname = "{name}"\n\n[owners]\ntpm = "tom-ito"\n'
    for number, (title, due) in enumerate(milestones):
        text += f'\n[milestones.m{number}]\nname = "{title}"\ndue = {due}\nowner = "tom-ito"\nexit = ["Seen"]\n'
    return text


class Repository:
    """`main` and `refs/pull/12/merge`, as GitHub keeps them."""

    def __init__(self, folder: Path, root="plans"):
        self.folder = folder
        self.root = root
        self.origin = folder / "origin"
        self.origin.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments, where=None):
        who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "protocol.file.allow=always"]
        environment = {**ambient(self.folder), "GIT_AUTHOR_DATE": "2026-06-01T10:00:00Z", "GIT_COMMITTER_DATE": "2026-06-01T10:00:00Z"}
        done = subprocess.run(["git", *who, *arguments], cwd=where or self.origin, env=environment, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def commit(self, subject, files):
        for name, text in files.items():
            file = self.origin / self.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        self.git("add", ".")
        self.git("commit", "-q", "-m", subject)
        return self.git("rev-parse", "HEAD")

    def pull_request(self, before, after, missing=False):
        """`before` on main, `after` on a branch, and the merge that the host makes of the two. Where the base is
        `missing`, the branch brings it."""
        base = {"milepost.toml": "", "org/people.toml": PERSON, "programs/old.toml": program("Old", [("On a Sunday", "2099-03-01")])}
        self.start = self.commit("Start", {"words.md": ""} if missing else {**base, **before})
        self.git("switch", "-q", "-c", BRANCH)
        self.head = self.commit(TITLE, base if missing else after)
        self.git("switch", "-q", "main")
        self.base = self.commit("Meanwhile", {"notes.md": "Something else."})
        self.git("switch", "-q", "--detach")
        self.git("merge", "-q", "--no-ff", "-m", f"Merge {self.head} into {self.base}", self.head)
        self.merge = self.git("rev-parse", "HEAD")
        self.git("update-ref", "refs/pull/12/merge", "HEAD")
        self.git("switch", "-q", "main")
        return self

    def checkout(self, name, what="refs/pull/12/merge", depth=None, branch=None):
        """What actions/checkout does."""
        clone = self.folder / name
        clone.mkdir()
        self.git("init", "-q", "-b", "unborn", where=clone)
        self.git("remote", "add", "origin", f"file://{self.origin}", where=clone)
        shallow = [f"--depth={depth}"] if depth else []
        self.git("fetch", "-q", *shallow, "origin", what, where=clone)
        self.git("checkout", "-q", *(["-B", branch] if branch else ["--detach"]), "FETCH_HEAD", where=clone)
        return clone
