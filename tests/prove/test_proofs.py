"""A share of each proof with every test run, each in a process and on servers of its own.

`make prove` does the whole, and prints the table.
"""

import os
import random
import subprocess
import sys
from itertools import islice

import pytest

from tests.prove.faults import sequence
from tests.prove.harms import FAULTS
from tests.prove.parts import PARTS

SHARES = {
    "walk": 0.1,
    "tenancy": 0.025,
    "fields": 1,
    "names": 0.02,
    "swap": 0.1,
    "cuts": 0.02,
    "races": 0.1,
    "lifecycle": 0.02,
    "tampering": 0.1,
    "hostile": 0.01,
    "inputs": 0.05,
    "faults": 0.04,
    "sabotage": 1,
    "canaries": 1,
}


def test_every_proof_has_its_share():
    assert set(SHARES) == set(PARTS)


def test_forty_faults_are_each_kind_at_least_once():
    names = list(islice(sequence(random.Random(1)), 40))

    assert set(names) == set(FAULTS)


@pytest.mark.parametrize("part", PARTS)
def test_a_share_of_the_proof_holds(part: str, root):
    environment = {**os.environ, "SCALE": str(SHARES[part]), "SEED": "20261124"}

    done = subprocess.run(
        [sys.executable, "-m", "tests.prove", part],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
