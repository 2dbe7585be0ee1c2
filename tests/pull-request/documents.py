"""What docs/github.md and docs/gitlab.md say of the action and the template."""

import json
import re
import sys
import unittest
from pathlib import Path

import yaml

from case import VERSION
from runners import ROOT, Action, Job

SHOWN = Path(sys.argv[2])


class Documents(unittest.TestCase):
    def rows(self, document):
        """The rows of its tables of inputs and outputs, by what stands first in each."""
        tables = re.findall(r"(?m)^\| (?:input|output) \|.*\n\|.*\n((?:\|.*\n)+)", (ROOT / document).read_text())
        rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for table in tables for line in table.splitlines()]
        return {row[0].strip("`"): row[1:] for row in rows}

    def test_the_tables_of_inputs_and_outputs_are_those_of_the_action(self):
        action = Action()
        rows = self.rows("docs/github.md")
        self.assertEqual(set(rows), set(action.inputs) | set(action.definition["outputs"]))
        for name, value in action.inputs.items():
            default = value.get("default", "")
            self.assertEqual(rows[name], [f"`{default}`" if default else "", value["description"]], name)
        for name, value in action.definition["outputs"].items():
            self.assertEqual(rows[name], [value["description"]], name)

    def test_the_table_of_inputs_is_that_of_the_template(self):
        inputs = Job().inputs
        rows = self.rows("docs/gitlab.md")
        self.assertEqual(set(rows), set(inputs))
        for name, value in inputs.items():
            self.assertEqual(rows[name], [f"`{value['default']}`", value["description"]], name)

    def test_every_input_reaches_a_step(self):
        text = (ROOT / "action.yml").read_text()
        for name in Action().inputs:
            self.assertIn(f"inputs.{name}", text)
        for step in Action().steps:
            holds_token = "inputs.token" in json.dumps(step)
            self.assertEqual(holds_token, step["name"] == "Comment on the pull request")
        text = (ROOT / "templates/milepost.yml").read_text()
        for name in Job().inputs:
            self.assertIn(f"$[[ inputs.{name} ]]", text)

    def test_action_and_template_list_findings_alike(self):
        listing = (ROOT / ".github/action/findings.jq").read_text()
        self.assertIn(f"<<'JQ'\n{listing}JQ\n", Job().script)

    def test_the_version_of_the_template_is_this_one(self):
        self.assertEqual(Job().inputs["version"]["default"], f"v{VERSION}")

    def test_what_the_documents_show_is_written_out_for_the_linters(self):
        SHOWN.mkdir(parents=True, exist_ok=True)
        for host in ("github", "gitlab"):
            blocks = re.findall(r"(?s)^```yaml\n(.*?)^```", (ROOT / f"docs/{host}.md").read_text(), re.M)
            self.assertGreater(len(blocks), 1)
            for number, block in enumerate(blocks):
                self.assertTrue(yaml.safe_load(block))
                (SHOWN / f"{host}-{number}.yml").write_text(block)
        job = Job()
        (SHOWN / "gitlab-template.yml").write_text(yaml.safe_dump(job.body))
        (SHOWN / "job.sh").write_text(f"#!/bin/sh\n{job.script}")
