# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Does what README says, from top to bottom, as a new user: python readme.py READY_FILE COLLECTION HOME

HOME is an empty folder. One shell runs all shell blocks; a block after `<!-- file: PATH -->` is written to that path.
Only the account is the simulator's; `make demo` uses the environment of this test. `make test`, which would run this
test again, and pip's downloads are left to the checks that exist for them. The simulator must be on PYTHONPATH.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import yaml
from simulator.client import Simulator

BLOCK = re.compile(r"(?:^<!-- file: (\S+) -->\n\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PASSWORD = "open-Sesame-4712"
NOT_IN_A_CLONE = (".git", ".nox", ".*_cache", "__pycache__", "output")

PRELUDE = """\
set -eu -o pipefail
make() {
    command make --dry-run "$1" >/dev/null
    [ "$1" != demo ] || (
        cd tests
        ANSIBLE_COLLECTIONS_PATH=$COLLECTIONS python3 -m simulator --speed 600 --run ansible-playbook otc.gaussdb.demo
    )
}
python3() {
    if [ "$1 $2 $3" = "-m pip install" ]; then
        shift 3
        command python3 -c 'import sys; from importlib.metadata import version; [*map(version, sys.argv[1:])]' "$@"
    else
        command python3 "$@"
    fi
}
"""


def for_simulator(clouds: str, simulator: Simulator) -> str:
    """README's clouds.yaml, with the simulator's account in place of the example's."""
    content = yaml.safe_load(clouds)
    account = simulator.options["auth"]
    own = content["clouds"]["otc"]["auth"]
    if unknown := set(own) - set(account):
        raise SystemExit(f"The simulator's account has no {', '.join(sorted(unknown))}")
    own.update({key: account[key] for key in [*own, "auth_url"]})
    return yaml.safe_dump(content)


def script(readme: str, simulator: Simulator) -> str:
    """One shell script that does all that README says."""
    steps = [PRELUDE]
    for number, (path, language, text) in enumerate(BLOCK.findall(readme), 1):
        steps.append(f"echo '== block {number}, {language} {path}'")
        if path:
            content = for_simulator(text, simulator) if path.endswith("clouds.yaml") else text
            target = path.replace("~", "$HOME")
            steps.append(f'mkdir -p "$(dirname "{target}")"\nprintf %s {shlex.quote(content)} >"{target}"')
        elif language == "shell":
            steps.append(text)
        elif not yaml.safe_load(text)["collections"]:
            raise SystemExit(f"Block {number} is neither a file nor a command")
    return "\n".join(steps)


def main(ready_file: str, collection: str, home: str) -> int:
    """Do it; the exit code of the first command that failed, or 0."""
    simulator = Simulator.from_file(Path(ready_file))
    simulator.reset(defaults={"*": {"clock": "polls", "visible_after": 0, "duration": 1}})
    simulator.add_jobs([{"id": f"job-{number}", "course": {"clock": "polls", "duration": 9}} for number in range(3)])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "OS_", "XDG_"))}
    environment = {
        **kept,
        "HOME": home,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLLECTIONS": str(Path(collection).parents[2]),
    }
    # A clone of one's own, since database.yml and wait.yml are written beside it
    clone = Path(home) / "clone"
    shutil.copytree(collection, clone, ignore=shutil.ignore_patterns(*NOT_IN_A_CLONE))
    text = script((Path(collection) / "README.md").read_text(encoding="utf-8"), simulator)
    typed = {"input": f"{PASSWORD}\n", "capture_output": True, "text": True}
    ran = subprocess.run(["bash", "-c", text], cwd=clone, env=environment, check=False, **typed)
    print(ran.stdout, ran.stderr, sep="\n")
    return ran.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
