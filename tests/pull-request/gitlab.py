"""What the job of templates/milepost.yml does."""

import json
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

from case import BEFORE, EVIL, RISK, SLIP, TARGET, VERSION, WRONG, Case
from repositories import BRANCH, TITLE, program
from runners import Job


@unittest.skipUnless(sys.platform == "linux", "the job runs on Linux")
class GitLab(Case):
    def setUp(self):
        super().setUp()
        self.host.viewer = "project_7_bot"

    shells = [["bash", "-o", "pipefail"], ["sh"]] + ([["busybox", "ash"]] if shutil.which("busybox") else [])

    def run_on(self, checkout, source="merge_request_event", shell=("sh",), token="the-token", **given):
        temporary = Path(tempfile.mkdtemp(dir=self.folder))
        variables = {
            "CI_API_V4_URL": self.host.url, "CI_PROJECT_ID": "7", "CI_JOB_URL": "https://gitlab.com/acme/plans/-/jobs/42",
            "CI_PROJECT_URL": "https://gitlab.com/acme/plans", "CI_COMMIT_SHA": self.repository.head,
            "CI_PIPELINE_SOURCE": source, "CI_COMMIT_SHORT_SHA": self.repository.head[:8], "CI_COMMIT_REF_NAME": BRANCH,
        }
        if source == "merge_request_event":
            variables.update(
                CI_MERGE_REQUEST_IID="12", CI_MERGE_REQUEST_PROJECT_ID="7", CI_MERGE_REQUEST_TITLE=TITLE,
                CI_MERGE_REQUEST_TARGET_BRANCH_SHA="", CI_MERGE_REQUEST_DIFF_BASE_SHA=self.repository.start,
            )
        if token:
            variables["MILEPOST_GITLAB_TOKEN"] = token
        if "mirror" not in given:
            given["mirror"] = self.release()
        given = {"path": "plans", "version": VERSION, **given}
        return Job().run(checkout, temporary, given, variables, list(shell))

    def test_a_merge_request_gets_one_note_that_is_written_anew(self):
        self.repository.pull_request(BEFORE, WRONG)
        for number in range(120):
            self.host.write(f"Note {number}", "lee")
        self.host.write("<!-- milepost plans -->\nNot ours.", "mallory")
        for number, shell in enumerate(self.shells):
            checkout = self.repository.checkout(f"clone{number}", f"refs/heads/{BRANCH}")
            self.host.requests.clear()
            ran = self.run_on(checkout, shell=shell)
            self.assertEqual(ran.exit, 1, ran.log)
            self.assertEqual(self.host.wrote(), ["PUT"] if number else ["POST"], ran.log)
            self.assertEqual(len(self.host.comments), 122)
            body = self.host.comments[-1]["body"]
            self.assertTrue(body.startswith("<!-- milepost plans -->\n## milepost\n\nLint finds **1 error**"), body)
            place = f"https://gitlab.com/acme/plans/-/blob/{self.repository.head}/plans/programs/new.toml#L12"
            self.assertIn(f"\n- **error** [<code>plans/programs/new.toml:12</code>]({place}): <code>nearly</code> is no value", body)
            self.assertIn("**+31 days** New: Beta", body)
            self.assertIn(f"`{self.repository.head[:9]}` Ann", body)
            self.assertNotIn("the-token", ran.log)
            quality = json.loads((checkout / "milepost-files/code-quality.json").read_text())
            # The base has one of them: GitLab itself tells the old ones from the new.
            self.assertEqual(len(quality), 2, quality)
            self.assertEqual({finding["location"]["path"] for finding in quality}, {"plans/programs/new.toml", "plans/programs/old.toml"})

    def test_without_a_token_or_leave_there_is_no_note_and_no_failure(self):
        self.repository.pull_request(BEFORE, SLIP)
        checkout = self.repository.checkout("clone", f"refs/heads/{BRANCH}")
        ran = self.run_on(checkout, token="")
        self.assertEqual((ran.exit, self.host.wrote()), (0, []), ran.log)
        self.assertIn("No note: MILEPOST_GITLAB_TOKEN is not set", ran.log)
        self.host.refused = {"POST": 403}
        ran = self.run_on(checkout)
        self.assertEqual(ran.exit, 0, ran.log)
        self.assertIn("No note: it could not be written (403)", ran.log)

    def test_the_level_decides(self):
        self.repository.pull_request(BEFORE, WRONG)
        checkout = self.repository.checkout("clone", f"refs/heads/{BRANCH}")
        self.assertEqual(self.run_on(checkout, level="never").exit, 0)
        self.assertEqual(self.run_on(checkout, level="error").exit, 1)

    def test_hostile_text_is_shown_and_never_obeyed(self):
        self.repository.pull_request(BEFORE, {"programs/evil.toml": program(EVIL, [(EVIL, "2099-03-02")]) + RISK})
        self.run_on(self.repository.checkout("clone", f"refs/heads/{BRANCH}"))
        body = self.host.comments[-1]["body"]
        self.shows_only(body)
        self.assertNotIn("!7", body)

    def test_a_schedule_leaves_a_report(self):
        self.repository.pull_request(BEFORE, SLIP)
        checkout = self.repository.checkout("main", "refs/heads/main")
        ran = self.run_on(checkout, "schedule", since="2026-05-31")
        self.assertEqual((ran.exit, self.host.wrote()), (0, []), ran.log)
        self.assertIn("What changed, 31 May", (checkout / "milepost-files/report.md").read_text())
        self.assertIn("<html", (checkout / "milepost-files/report.html").read_text())
        self.assertTrue(json.loads((checkout / "milepost-files/slack.json").read_text())["blocks"])

    def test_a_link_in_the_place_of_the_files_is_not_followed(self):
        self.repository.pull_request(BEFORE, SLIP)
        (self.folder / "outside").mkdir()
        checkout = self.repository.checkout("clone", f"refs/heads/{BRANCH}")
        (checkout / "milepost-files").symlink_to(self.folder / "outside")
        ran = self.run_on(checkout)
        self.assertEqual(ran.exit, 0, ran.log)
        self.assertEqual(list((self.folder / "outside").iterdir()), [])
        self.assertFalse((checkout / "milepost-files").is_symlink())

    def test_a_wrong_checksum_stops(self):
        self.repository.pull_request(BEFORE, SLIP)
        checkout = self.repository.checkout("main", "refs/heads/main")
        name = f"milepost-v{VERSION}-{TARGET}.tar.gz"
        for shell in self.shells:
            ran = self.run_on(checkout, "push", shell, mirror=self.release(says=f"{'0' * 64}  {name}\n"))
            self.assertEqual(ran.exit, 2, ran.log)
            self.assertIn("it was not unpacked", ran.log)
            self.assertFalse((checkout / "milepost-files").exists())
