"""What a live PostgreSQL receives from the revisions in `cases.txt`.

    python3 record.py --url 'postgresql+psycopg2://user@/database?host=/socket' [--case NAME]

Needs Alembic, SQLAlchemy, psycopg2 and sqlparse, and a server and a database of yours, whose schema `public` is dropped before each case. Every case runs in a process of its own; where
something that its `#SENT` lines say was not sent, that is printed. A new case is written without such lines, and they are taken from what is printed with `--case`.
"""

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

HEAD = 'from alembic import op\nimport sqlalchemy as sa\nrevision = "r1"\ndown_revision = None\n'

# Overwritten by a case that brings its own.
ENVIRONMENT = """
import json
import sqlalchemy as sa
from alembic import context

engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"))


@sa.event.listens_for(engine, "before_cursor_execute")
def note(connection, cursor, statement, parameters, execution, many):
    with open("sent.log", "a") as log:
        log.write(json.dumps(statement) + "\\n")


with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""

TABLES = "a b c d e f o x y z u zz t t_01 t_02 t_03 t_1 t_2 tmp_a tmp_b old_a old_b users orders items accounts events"

COLUMNS = "a text, b text, c text, d text, e text, n int, x int, y int, z int, name text, old text, kind text, status text, parent_id int, data json"

# The words of `#SENT` for what is sent; the groups are the table and what it is about.
KINDS = {
    "drop-table": r"DROP TABLE (?:IF EXISTS )?([\w, ]+)",
    "drop-column": r"ALTER TABLE (?:ONLY )?(\w+) (?:.*, )?DROP COLUMN (?:IF EXISTS )?(\w+)",
    "drop-constraint": r"ALTER TABLE (?:ONLY )?(\w+) DROP CONSTRAINT (?:IF EXISTS )?(\w+)",
    "alter-column-type": r"ALTER TABLE (\w+) ALTER COLUMN (\w+) TYPE",
    "set-not-null": r"ALTER TABLE (\w+) ALTER COLUMN (\w+) SET NOT NULL",
    "rename-table": r"ALTER TABLE (\w+) RENAME TO",
    "rename-column": r"ALTER TABLE (\w+) RENAME (?:COLUMN )?(?!TO)(\w+) TO",
    "create-index": r"CREATE (?:UNIQUE )?INDEX \w+ ON (\w+)",
    "drop-index": r"DROP INDEX \w+()",
    "delete": r"DELETE FROM (\w+)",
    "update": r"\bUPDATE (\w+) SET",
}


def read(path):
    """The cases of a file."""
    cases = []
    for line in path.read_text().splitlines():
        if line.startswith("### "):
            cases.append({"name": line[4:], "is_module": False, "body": [], "files": [], "sent": set()})
        elif line == "#TOP":
            cases[-1]["is_module"] = True
        elif line.startswith("#FILE "):
            cases[-1]["files"].append((line[6:], []))
        elif line.startswith("#SENT "):
            cases[-1]["sent"].add(line[6:])
        else:
            (cases[-1]["files"][-1][1] if cases[-1]["files"] else cases[-1]["body"]).append(line)
    return cases


def write(case, folder, url):
    """A project of a case."""
    body = case["body"] if case["is_module"] else ["def upgrade():", *("    " + line for line in case["body"])]
    files = {
        "alembic.ini": f"[alembic]\nscript_location = migrations\nprepend_sys_path = .\nsqlalchemy.url = {url}\n",
        "migrations/env.py": ENVIRONMENT,
        "migrations/script.py.mako": "",
        "migrations/versions/r1_x.py": HEAD + "\n".join(body) + "\n",
        **{path: "\n".join(lines) + "\n" for path, lines in case["files"]},
    }
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def words(statements):
    """What of the statements `#SENT` lines tell."""
    found = set()
    for statement in statements:
        for part in statement.split(";"):
            text = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/|--[^\n]*", " ", part)).replace('"', "").replace("public.", "")
            for kind, pattern in KINDS.items():
                for match in re.finditer(pattern, text, re.IGNORECASE):
                    table, *rest = match.groups()
                    tables = re.split(r", ?", re.sub(r" (CASCADE|RESTRICT).*", "", table.strip(), flags=re.IGNORECASE))
                    found.update(" ".join(filter(None, [kind, own, *rest])) for own in tables)
            if "DROP COLUMN" in text:
                table = re.search(r"ALTER TABLE (?:ONLY )?(\w+)", text, re.IGNORECASE)
                found.update(f"drop-column {table[1]} {column}" for column in re.findall(r"DROP COLUMN (\w+)", text) if table)
    return found


def run(url):
    """Runs the project in this folder."""
    import alembic.command
    import alembic.config
    import sqlalchemy

    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        tables = "".join(
            f"CREATE TABLE {name} (id int PRIMARY KEY, {COLUMNS}); INSERT INTO {name} (id, x, n, name, kind) SELECT g, g, g, 'n' || g, 'k' FROM generate_series(1, 3) g;"
            for name in TABLES.split()
        )
        indexes = "CREATE INDEX ix_a ON t (a); CREATE INDEX ix_b ON t (b); ALTER TABLE t ADD CONSTRAINT uq_a UNIQUE (n);"
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public;" + tables + indexes)
    engine.dispose()
    sys.path.insert(0, os.getcwd())
    alembic.command.upgrade(alembic.config.Config("alembic.ini"), "head")


def record(case, url):
    """What was sent, and how the case ended."""
    folder = Path(tempfile.mkdtemp(prefix="alembic_case_"))
    write(case, folder, url)
    child = os.fork()
    if child == 0:
        ended = 0
        with open(folder / "output", "w") as output:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
            os.chdir(folder)
            try:
                run(url)
            except BaseException:
                traceback.print_exc()
                ended = 1
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(ended)
    _, status = os.waitpid(child, 0)
    log = folder / "sent.log"
    sent = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    last = (folder / "output").read_text().strip().splitlines()[-1:]
    shutil.rmtree(folder)
    own = [statement for statement in sent if "alembic_version" not in statement and "pg_catalog" not in statement]
    return words(own), "".join(last) if status else ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--case")
    options = parser.parse_args()
    different = 0
    for case in read(Path(__file__).with_name("cases.txt")):
        if options.case in (None, case["name"]):
            sent, failure = record(case, options.url)
            if case["sent"] - sent or options.case:
                different += 1
                print(case["name"], "sent", sorted(sent), "recorded", sorted(case["sent"]), failure, flush=True)
    sys.exit(bool(different))


if __name__ == "__main__":
    main()
