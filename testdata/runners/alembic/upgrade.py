"""Runs alembic's own upgrade. Each line of input is {"host", "port", "database", "folder", "driver"}; each line of output is {} or {"code", "sql"}."""

import json
import sys

from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError

for line in sys.stdin:
    job = json.loads(line)
    config = Config()
    config.set_main_option("script_location", job["folder"])
    config.set_main_option("path_separator", "os")
    config.set_main_option("sqlalchemy.url", f"postgresql+{job['driver']}://postgres@/{job['database']}?host={job['host']}&port={job['port']}")
    outcome = {}
    try:
        command.upgrade(config, "head")
    except DBAPIError as error:
        outcome = {"code": getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None) or str(error.orig), "sql": error.statement or ""}
    print(json.dumps(outcome), flush=True)
