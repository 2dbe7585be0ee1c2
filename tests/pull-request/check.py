"""What the action and the GitLab job do: check.py MILEPOST SHOWN [CASE]; SHOWN gets the workflows that the documents show."""

import sys
import unittest

from documents import Documents
from github import GitHub
from gitlab import GitLab

__all__ = ["Documents", "GitHub", "GitLab"]

if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
