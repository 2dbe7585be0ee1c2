"""What every case has: a repository, a host, a release, and a look for traces of text that was obeyed."""

import functools
import hashlib
import io
import platform
import re
import shutil
import sys
import tarfile
import tempfile
import unittest
import zipfile
from pathlib import Path

from hosts import Host
from repositories import Repository, program
from runners import ROOT

MILEPOST = Path(sys.argv[1]).resolve()
VERSION = re.search(r'^version = "(.*)"', (ROOT / "Cargo.toml").read_text(), re.M)[1]
# The action is told that it runs on Linux; the job looks for itself.
TARGET = "aarch64-unknown-linux-musl" if platform.machine() == "aarch64" else "x86_64-unknown-linux-musl"

SLIP = {"programs/new.toml": program("New", [("Beta", "2099-02-02")])}
BEFORE = {"programs/new.toml": program("New", [("Beta", "2099-01-02")])}
# A wrong state is an error; the place is in what the pull request brings.
WRONG = {"programs/new.toml": program("New", [("Beta", "2099-02-02")]) + 'state = "nearly"\n'}
# What would do something where it is obeyed.
EVIL = "$(touch pwned) `touch pwned` ##[stop-commands]x @everyone <script> ::error::x !7 #7 \u202e ```"
# Lint repeats it: the owner is none.
RISK = f'[risks.evil]\ntitle = "Evil"\nresponse = "accept"\nowner = "{EVIL}"\n'


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp()).resolve()
        self.addCleanup(shutil.rmtree, self.folder)
        self.host = Host()
        self.addCleanup(self.host.close)
        (self.folder / "bin").mkdir()
        (self.folder / "bin/milepost").symlink_to(MILEPOST)
        self.repository = Repository(self.folder / "repository")

    def tearDown(self):
        """Text that was obeyed would have left a file."""
        self.assertEqual(list(self.folder.rglob("pwned")), [])
        self.assertFalse((ROOT / "pwned").exists())

    def shows_only(self, text):
        """What lint says of hostile text is there, and does nothing there."""
        self.assertIn("&#36;\u200b(touch pwned)", text)
        for obeyed in ("@everyone", "<script>", "##[", "```", "\n::", "\u202e"):
            self.assertNotIn(obeyed, text)
        self.assertNotRegex(text, r"(?m)(?<!&)#[0-9]|^/")

    def release(self, version=VERSION, target=TARGET, says=None):
        """Publishes a release: an archive with this milepost, and SHA256SUMS."""
        name = f"milepost-v{version}-{target}"
        file = f"{name}.{'zip' if 'windows' in target else 'tar.gz'}"
        packed = archive(name, file.endswith(".zip"))
        sums = says or f"{hashlib.sha256(packed).hexdigest()}  {file}\n"
        self.host.files[f"/releases/v{version}/{file}"] = packed
        self.host.files[f"/releases/v{version}/SHA256SUMS"] = f"{'0' * 64}  other.tar.gz\n{sums}".encode()
        return f"{self.host.url}/releases"


@functools.cache
def archive(name, is_zip):
    packed = io.BytesIO()
    if is_zip:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
            zipped.write(MILEPOST, f"{name}/milepost.exe")
    else:
        with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=1) as tar:
            tar.add(MILEPOST, f"{name}/milepost")
    return packed.getvalue()
