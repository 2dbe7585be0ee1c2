"""What action.yml does."""

import json
import re
import shutil
import tempfile
from pathlib import Path

from case import BEFORE, EVIL, RISK, SLIP, TARGET, VERSION, WRONG, Case
from repositories import BRANCH, TITLE, program
from runners import Action


class GitHub(Case):
    def run_on(self, checkout, event="pull_request", payload=None, path="plans", system=None, **given):
        temporary = Path(tempfile.mkdtemp(dir=self.folder))
        payload = payload or self.payload()
        (temporary / "event.json").write_text(json.dumps(payload))
        github = {
            "API_URL": self.host.url, "GRAPHQL_URL": f"{self.host.url}/graphql", "SERVER_URL": "https://github.com",
            "REPOSITORY": "acme/plans", "RUN_ID": "42", "EVENT_NAME": event, "EVENT_PATH": temporary / "event.json",
            "HEAD_REF": BRANCH, "BASE_REF": "main", "WORKSPACE": checkout,
        }
        given = {"version": "installed", "path": path, **{name.replace("_", "-"): value for name, value in given.items()}}
        # Here, nothing adds the .exe to what is looked for.
        is_there = given["version"] == "installed" or (system and system[0] == "Windows")
        programs = self.folder / "bin" if is_there else None
        return Action().run(checkout, temporary, given, {name: str(value) for name, value in github.items()}, programs, system)

    def payload(self, **more):
        head = {"sha": self.repository.head, "ref": BRANCH, "repo": {"full_name": "mallory/plans"}}
        pull = {"number": 12, "title": TITLE, "body": TITLE, "head": head, "base": {"sha": self.repository.base, "ref": "main"}}
        return {"pull_request": pull, **more}

    def test_a_pull_request_gets_one_comment_that_is_written_anew(self):
        """The mark alone is not enough: others may write it too."""
        self.repository.pull_request(BEFORE, SLIP)
        checkout = self.repository.checkout("clone")
        for number in range(120):
            self.host.write(f"Comment {number}", "lee")
        self.host.write("<!-- milepost plans -->\nNot ours.", "mallory")
        self.host.write("<!-- milepost plans -->\nNot ours.", "other[bot]")
        ran = self.run_on(checkout)
        self.assertEqual(ran.exit, 0, ran.log)
        self.assertEqual(self.host.wrote(), ["POST"], ran.log)
        body = self.host.comments[-1]["body"]
        self.assertTrue(body.startswith("<!-- milepost plans -->\n## milepost: `plans`\n\nLint finds nothing that the base"), body)
        self.assertIn("**+31 days** New: Beta, now **2 February 2099** (Tom Ito)", body)
        self.assertIn(f"_As of {self.repository.head[:9]}: [the run](https://github.com/acme/plans/actions/runs/42)._", body)
        # The commit, and who made it, are there: the title of it did nothing.
        self.assertIn(f"`{self.repository.head[:9]}` Ann", body)
        self.assertIn("+31 days", ran.summary)
        self.host.requests.clear()
        ran = self.run_on(checkout)
        self.assertEqual(self.host.wrote(), ["PATCH"], ran.log)
        self.assertEqual(len(self.host.comments), 123)
        self.assertEqual(self.host.comments[-1]["body"], body)
        self.assertEqual([query["page"] for method, _, query, _ in self.host.requests if method == "GET"], [["1"], ["2"]])
        self.assertEqual({token for *_, token in self.host.requests}, {"Bearer the-token"})
        self.assertNotIn("the-token", ran.log + ran.summary)

    def test_annotations_name_files_from_the_root_of_the_repository(self):
        self.repository.pull_request(BEFORE, WRONG)
        checkout = self.repository.checkout("clone")
        for level, exit in [("error", 1), ("never", 0)]:
            ran = self.run_on(checkout, level=level)
            self.assertEqual(ran.exit, exit, ran.log)
            self.assertEqual(ran.outputs["exit"], str(exit))
            annotations = re.findall(r"^::(error|warning|notice) (?:.*,)?file=([^,:]*)", ran.log, re.M)
            self.assertEqual(annotations, [("error", "plans/programs/new.toml")], ran.log)
            self.assertEqual([ran.outputs[name] for name in ("errors", "warnings", "infos")], ["1", "0", "0"])
            self.assertIn("Lint finds **1 error** that the base does not have", ran.summary)
            place = f"https://github.com/acme/plans/blob/{self.repository.head}/plans/programs/new.toml#L12"
            self.assertIn(f"\n- **error** [<code>plans/programs/new.toml:12</code>]({place}): <code>nearly</code> is no value", ran.summary)
        self.assertEqual(self.host.wrote(), ["POST", "PATCH"], "a red run comments too")
        self.assertEqual(len(json.loads(Path(ran.outputs["json"]).read_text())["findings"]), 1)
        self.assertTrue(json.loads(Path(ran.outputs["sarif"]).read_text()))
        self.assertEqual(Path(ran.outputs["markdown"]).read_text(), ran.summary)

    def test_the_level_decides_and_all_tells_what_the_base_has_too(self):
        self.repository.pull_request(BEFORE, SLIP)
        checkout = self.repository.checkout("clone")
        for given, exit, found in [
            ({"level": "info"}, 0, "0"), ({"level": "info", "all": "true"}, 1, "1"), ({"all": "true", "level": "never"}, 0, "1"),
            ({"base": self.repository.start, "level": "info"}, 0, "0"),
        ]:
            ran = self.run_on(checkout, comment="false", **given)
            total = sum(int(ran.outputs[name]) for name in ("errors", "warnings", "infos"))
            self.assertEqual((ran.exit, str(min(total, 1))), (exit, found), (given, ran.log))
        self.assertEqual(self.host.requests, [], "no comment was asked for")

    def test_a_fork_may_not_comment_and_that_is_a_note(self):
        self.repository.pull_request(BEFORE, SLIP)
        checkout = self.repository.checkout("clone")
        for refused in [{"POST": 403}, {"GET": 404}, {"POST": 500}]:
            self.host.refused = refused
            ran = self.run_on(checkout)
            self.assertEqual(ran.exit, 0, ran.log)
            self.assertRegex(ran.log, r"(?m)^::notice title=milepost did not comment::.* The summary of this run has the same text")
            self.assertIn("+31 days", ran.summary)
        self.assertIn("permission pull-requests: write", self.run_with_403(checkout).log)
        ran = self.run_on(checkout, token="")
        self.assertIn("There is no token", ran.log)

    def run_with_403(self, checkout):
        self.host.refused = {"POST": 403}
        return self.run_on(checkout)

    def test_a_change_without_news_makes_no_comment_and_mends_an_old_one(self):
        self.repository.pull_request(BEFORE, {"words.md": "A word."})
        checkout = self.repository.checkout("clone")
        ran = self.run_on(checkout)
        self.assertEqual((ran.exit, self.host.wrote()), (0, []), ran.log)
        self.host.write("<!-- milepost plans -->\nOld.")
        self.run_on(checkout)
        self.assertEqual(self.host.wrote(), ["PATCH"])
        self.assertIn("No program changed.", self.host.comments[0]["body"])

    def test_hostile_text_is_shown_and_never_obeyed(self):
        names = [f"{EVIL} {number}" for number in range(3)]
        folder = "o ::set-output name=exit::0 $(touch pwned)"
        files = {f"{folder}/evil.toml": program(EVIL, [(name, "2099-03-02") for name in names]) + RISK}
        config = {"milepost.toml": f'programs = ["programs", "{folder}"]\n'}
        self.repository.pull_request({**BEFORE, **config}, files)
        ran = self.run_on(self.repository.checkout("clone"))
        body = self.host.comments[-1]["body"]
        for text in (body, ran.summary):
            self.shows_only(text)
        for line in ran.log.splitlines():
            if not line.lstrip().startswith("::"):
                self.assertNotIn("##[", line)
        commands = {line.split("::")[1].split(" ")[0] for line in ran.log.splitlines() if line.lstrip().startswith("::")}
        self.assertLessEqual(commands, {"error", "warning", "notice", "group", "endgroup"}, ran.log)

    def test_what_is_too_long_is_cut_between_lines(self):
        """One comment holds 65,536 characters, one summary 1 MiB."""
        def many(day):
            name = "A milestone whose name says all that it is about " * 20
            return {f"programs/p{i}.toml": program(f"P{i}", [(f"{name}{j}", day) for j in range(20)]) for i in range(60)}

        self.repository.pull_request(many("2099-01-02"), many("2099-02-02"))
        ran = self.run_on(self.repository.checkout("clone"))
        body = self.host.comments[-1]["body"]
        self.assertLess(len(body), 65536)
        self.assertGreater(len(body), 60000)
        self.assertRegex(body, r"_Too long for this place: \d+ lines are left out. All are in \[the summary of this run\]\(https://")
        self.assertIn("_As of ", body.splitlines()[-1])
        self.assertLess(len(ran.summary.encode()), 1024 * 1024)
        self.assertGreater(len(ran.summary.encode()), 900_000)
        self.assertRegex(ran.summary.splitlines()[-1], r"_Too long for this place: \d+ lines are left out. The output markdown")
        self.assertGreater(Path(ran.outputs["markdown"]).stat().st_size, 1024 * 1024)

    def test_a_shallow_checkout_is_deepened_or_says_what_to_set(self):
        self.repository.pull_request(BEFORE, SLIP)
        checkout = self.repository.checkout("shallow", depth=1)
        ran = self.run_on(checkout)
        self.assertEqual(ran.exit, 0, ran.log)
        self.assertIn("The checkout is shallow", ran.log)
        self.assertIn(f"`{self.repository.head[:9]}` Ann", ran.summary)
        self.host.requests.clear()
        checkout = self.repository.checkout("cut-off", depth=1)
        self.repository.git("remote", "set-url", "origin", "file:///nowhere", where=checkout)
        ran = self.run_on(checkout)
        self.assertEqual((ran.exit, ran.outputs["exit"]), (2, "2"), ran.log)
        self.assertIn("fetch-depth: 0", ran.log)
        self.assertEqual(self.host.requests, [])

    def test_a_checkout_of_the_branch_itself_is_compared_with_where_it_left(self):
        self.repository.pull_request(BEFORE, SLIP)
        checkout = self.repository.checkout("branch", f"refs/heads/{BRANCH}", branch="slip")
        self.repository.git("fetch", "-q", "origin", "main", where=checkout)
        ran = self.run_on(checkout)
        self.assertIn("+31 days", ran.summary, ran.log)
        self.assertIn("Lint finds nothing that the base does not have", ran.summary)

    def test_a_pull_request_that_brings_the_first_program(self):
        self.repository.pull_request({}, {}, missing=True)
        ran = self.run_on(self.repository.checkout("clone"))
        self.assertEqual(ran.exit, 0, ran.log)
        self.assertIn("Lint finds **1 note** that the base does not have", ran.summary)
        self.assertIn("### Old (new)", self.host.comments[0]["body"])

    def test_other_events(self):
        self.repository.pull_request(BEFORE, SLIP)
        self.repository.git("switch", "-q", "main")
        self.repository.git("merge", "-q", "--no-ff", "-m", "Merge pull request #12", self.repository.head)
        checkout = self.repository.checkout("main", "refs/heads/main", branch="main")
        base = self.repository.base
        for event, payload, shows in [
            ("push", {"before": base}, "+31 days"),
            ("push", {"before": "0" * 40}, None),
            ("merge_group", {"merge_group": {"base_sha": base}}, "+31 days"),
            ("schedule", {"schedule": "0 6 * * 1"}, "## What changed, "),
            ("workflow_dispatch", {}, "## What changed, "),
            ("release", {}, None),
        ]:
            ran = self.run_on(checkout, event, payload or {"": ""})
            self.assertEqual(ran.exit, 0, (event, ran.log))
            against = "that the base does not have" in ran.summary
            self.assertEqual(against, event == "merge_group", (event, ran.summary))
            # What is wrong on the branch is told wherever nothing is compared.
            self.assertEqual(int(ran.outputs["warnings"]) + int(ran.outputs["infos"]) > 0, not against, (event, ran.log))
            self.assertTrue(shows is None or shows in ran.summary, (event, ran.summary))
        ran = self.run_on(checkout, "schedule", {"": ""}, since="2026-05-31")
        self.assertIn("## What changed, 31 May", ran.summary)
        ran = self.run_on(checkout, "pull_request_target")
        self.assertEqual(ran.exit, 2)
        self.assertIn("Run milepost on pull_request", ran.log)
        self.assertEqual(self.host.requests, [])

    def test_wrong_inputs_are_named(self):
        self.repository.pull_request(BEFORE, SLIP)
        checkout = self.repository.checkout("clone")
        for given, says in [
            ({"level": "fatal"}, "The input level is"), ({"all": "yes"}, "The input all is"), ({"path": "nowhere"}, "no milepost.toml"),
            ({"base": "--help"}, "The programs could not be linted"), ({"version": "latest"}, "such as v0.1.0"),
            ({"version": "9.9.9", "mirror": "http://example.com"}, "has to begin with https://"),
        ]:
            ran = self.run_on(checkout, **given)
            self.assertEqual(ran.exit, 2, ran.log)
            self.assertIn(says, ran.log)
            self.assertEqual(self.host.requests, [])

    def test_a_release_is_installed_when_its_checksum_agrees(self):
        self.repository.pull_request(BEFORE, SLIP)
        checkout = self.repository.checkout("clone")
        for version in ("", f"v{VERSION}", VERSION):
            ran = self.run_on(checkout, version=version, mirror=self.release())
            self.assertEqual(ran.exit, 0, ran.log)
            self.assertIn(f"milepost {VERSION}\n", ran.log)
            self.assertIn("+31 days", ran.summary)
        name = f"milepost-v{VERSION}-{TARGET}.tar.gz"
        for says, why in [
            (f"{'0' * 64}  {name}\n", "is not the one in SHA256SUMS: it was not unpacked"),
            (f"{'0' * 64}  x{name}\n", "does not name"),
            (f"{'0' * 64}  {name}\n{'1' * 64}  {name}\n", "does not name"),
        ]:
            ran = self.run_on(checkout, version="", mirror=self.release(says=says))
            self.assertEqual((ran.exit, ran.summary), (2, ""), ran.log)
            self.assertIn(why, ran.log)
        ran = self.run_on(checkout, version="9.9.9", mirror=self.release("9.9.9"))
        self.assertIn("holds another version", ran.log)
        ran = self.run_on(checkout, version="8.8.8", mirror=self.release())
        self.assertEqual(ran.exit, 2)
        self.assertIn("could not be downloaded: is there such a release?", ran.log)

    def test_each_system_gets_its_own_archive(self):
        """Every one holds the program of this machine, which does not look at its name."""
        self.repository.pull_request(BEFORE, SLIP)
        checkout = self.repository.checkout("clone")
        for system, machine, target in [
            ("Linux", "X64", "x86_64-unknown-linux-musl"), ("Linux", "ARM64", "aarch64-unknown-linux-musl"),
            ("macOS", "X64", "x86_64-apple-darwin"), ("macOS", "ARM64", "aarch64-apple-darwin"),
            ("Windows", "X64", "x86_64-pc-windows-msvc"), ("Windows", "ARM64", "x86_64-pc-windows-msvc"),
        ]:
            if system == "Windows" and not shutil.which("unzip"):
                continue
            ran = self.run_on(checkout, version="", mirror=self.release(target=target), system=(system, machine), comment="false")
            self.host.files.clear()
            self.assertEqual(ran.exit, 0, (target, ran.log))
            self.assertIn(f"milepost {VERSION}\n", ran.log)
            self.assertIn("+31 days", ran.summary)
        ran = self.run_on(checkout, version="", mirror=self.release(), system=("Linux", "ARM"))
        self.assertEqual(ran.exit, 2)
        self.assertIn("There is no release for Linux on ARM", ran.log)
