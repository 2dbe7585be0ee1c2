"""Runs action.yml and the GitLab job as their runners do, as far as these two use them; what they do not use is refused."""

import os
import platform
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Ran:
    """What a run left behind."""

    exit: int = 0
    log: str = ""
    summary: str = ""
    outputs: dict = field(default_factory=dict)


def ambient(folder):
    """The environment without the settings of whoever runs the test."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }


def run(script, shell, environment, folder):
    done = subprocess.run(
        [*shell, "-c", script], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300,
    )
    return done.returncode, done.stdout.decode("utf-8", "replace")


class Action:
    """action.yml."""

    def __init__(self):
        self.definition = yaml.safe_load((ROOT / "action.yml").read_text())
        self.inputs = self.definition["inputs"]
        self.steps = self.definition["runs"]["steps"]

    def run(self, workspace, temporary, given, github, programs=None, system=None):
        """Runs the steps. `github` are variables of the runner, `programs` a folder that its PATH begins with, and
        `system` what the runner says of its machine."""
        assert set(given) <= set(self.inputs), given
        contexts = {"github.token": "the-token", "github.action_repository": "acme/milepost"}
        for name, value in self.inputs.items():
            contexts[f"inputs.{name}"] = str(given.get(name, self._filled(value.get("default", ""), contexts)))
        base = ambient(temporary)
        base.update({f"GITHUB_{name}": value for name, value in github.items()})
        kind, machine = system or ("Linux", "ARM64" if platform.machine() == "aarch64" else "X64")
        base.update(RUNNER_OS=kind, RUNNER_ARCH=machine, RUNNER_TEMP=str(temporary), GITHUB_ACTION_PATH=str(ROOT))
        ran = Ran()
        path = f"{programs}:{base['PATH']}" if programs else base["PATH"]
        for step in self.steps:
            assert set(step) <= {"name", "id", "if", "shell", "env", "run"} and step["shell"] == "bash", step
            if not self._is_due(step.get("if"), contexts, ran):
                continue
            channels = {name: temporary / f"channel-{name.lower()}" for name in ("OUTPUT", "PATH", "STEP_SUMMARY")}
            for channel in channels.values():
                channel.write_text("")
            environment = {**base, "PATH": path, **{f"GITHUB_{name}": str(file) for name, file in channels.items()}}
            environment.update({name: self._filled(value, contexts) for name, value in step.get("env", {}).items()})
            assert "${{" not in step["run"], "text of others may not become a part of a command"
            code, log = run(step["run"], ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail"], environment, workspace)
            ran.log += log
            ran.exit = ran.exit or code
            ran.summary += channels["STEP_SUMMARY"].read_text()
            for line in channels["PATH"].read_text().splitlines():
                path = f"{line}:{path}"
            for line in channels["OUTPUT"].read_text().splitlines():
                name, value = line.split("=", 1)
                contexts[f"steps.{step['id']}.outputs.{name}"] = value
        for name, output in self.definition["outputs"].items():
            ran.outputs[name] = self._filled(output["value"], contexts)
        return ran

    @staticmethod
    def _filled(text, contexts):
        def value(match):
            name = match[1]
            assert name in contexts or name.startswith("steps."), f"nothing is known of {name}"
            return contexts.get(name, "")

        return re.sub(r"\$\{\{ ([a-z._-]+) \}\}", value, str(text))

    @staticmethod
    def _is_due(condition, contexts, ran):
        if condition is None:
            return ran.exit == 0
        terms = re.fullmatch(r"\$\{\{ (.*) \}\}", condition)[1].split(" && ")
        assert terms[0] == "!cancelled()", condition
        for term in terms[1:]:
            name, sign, literal = re.fullmatch(r"([a-z._-]+) (==|!=) '(.*)'", term).groups()
            if (contexts.get(name, "") == literal) != (sign == "=="):
                return False
        return True


class Job:
    """templates/milepost.yml."""

    def __init__(self):
        self.header, self.body = yaml.safe_load_all((ROOT / "templates/milepost.yml").read_text())
        self.inputs = self.header["spec"]["inputs"]
        self.job = self.body["milepost"]
        self.script = "\n".join(self.job["before_script"] + self.job["script"])
        assert "$[[" not in self.script, "inputs may not become a part of a command"

    def run(self, workspace, temporary, given, variables, shell):
        assert set(given) <= set(self.inputs), given
        environment = ambient(temporary)
        for name, value in self.job["variables"].items():
            whole = re.fullmatch(r"\$\[\[ inputs\.([a-z]+) \]\]", value)
            environment[name] = str(given.get(whole[1], self.inputs[whole[1]]["default"])) if whole else value
        environment.update(variables)
        environment["CI_PROJECT_DIR"] = str(workspace)
        ran = Ran()
        ran.exit, ran.log = run(self.script, shell, environment, workspace)
        return ran
