"""The dashboard in a browser, where there is one: Debian's chromium and nodejs, and playwright-core from npm.

playwright-core is looked for in TRINITY_PLAYWRIGHT (a folder where npm installed it), else in build/browser, where npm puts it when it
is not there. Pictures go to TRINITY_PICTURES, to be looked at.
"""

import os
import pathlib
import shutil
import subprocess
import tempfile

from server import Server

ROOT = pathlib.Path(__file__).resolve().parents[2]


def playwright():
    """Where playwright-core is; None when it is nowhere and cannot be had."""
    given = os.environ.get("TRINITY_PLAYWRIGHT")
    folder = pathlib.Path(given) if given else ROOT / "build" / "browser"
    if (folder / "node_modules" / "playwright-core").exists():
        return folder
    if given or not shutil.which("npm"):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), "playwright-core@1"], capture_output=True,
                   timeout=300, check=False)
    return folder if (folder / "node_modules" / "playwright-core").exists() else None


def dashboard(trinity, slow):
    """every button of the page does its work, at a desk and on a telephone, light and dark"""
    browser = shutil.which("chromium")
    if not browser or not shutil.which("node"):
        print("SKIPPED dashboard: chromium or node is not installed (apt-get install chromium nodejs)")
        return
    folder = playwright()
    if not folder:
        print("SKIPPED dashboard: playwright-core is not here, and npm cannot get it")
        return
    with Server(trinity, slow=slow) as s, tempfile.TemporaryDirectory(prefix="trinity-pictures-") as pictures:
        s.deploy_main("page", "return function() return 'one' end")
        s.deploy_main("page", "return function() error 'two' end", query="?note=the+second")
        s.deploy_main("spin", "local function spin() while true do end end\nreturn function() spin() end", limits="deadline_ms = 60000")
        s.deploy_main("quick", "return function() local n = 0 for i = 1, 100 do n = n + i end return tostring(n) end")
        for _ in range(40):
            s.get("/acme/quick")
        for _ in range(20):
            s.get("/acme/page")
        done = subprocess.run(
            ["node", str(pathlib.Path(__file__).with_name("dashboard.mjs")), str(folder), browser, f"http://127.0.0.1:{s.admin_port}",
             f"http://127.0.0.1:{s.port}", s.token, os.environ.get("TRINITY_PICTURES", pictures)],
            capture_output=True, text=True, timeout=180 * slow)
        assert done.returncode == 0 and done.stdout.endswith(" passed, 0 failed\n"), done.stdout + done.stderr


SHARED = []
OWN = [dashboard]
