#!/usr/bin/env python3
"""Makes the projects in this folder with the real tools, from the stepped sources in schemas/. README.md says what it needs.

usage: generate.py WORK drizzle | drizzle-v1 | dialects | prisma | prisma-dialects | shop | alembic | alembic-sql
"""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCHEMAS = HERE / "schemas"
STEP = re.compile(r"\s*(?://|#) @(\d*)\.\.(\d*)$")

NAMES = {
    1: "create_shop",
    2: "scans_and_labels",
    3: "carrier_code_is_unique",
    4: "parcel_service",
    5: "wider_scan_id",
    6: "tracking_number",
    7: "depots",
    8: "retire_customs_hold",
}
DIALECT_NAMES = {
    1: "create_shop",
    2: "scans_and_labels",
    3: "reference_is_unique",
    4: "place_is_known",
    5: "retire_fax",
    6: "tracking_number",
    7: "keep_parcels",
    8: "retire_labels",
    9: "numbers_may_repeat",
}
SHOP_NAMES = {1: "create_shop", 2: "carriers", 3: "scans", 4: "tracking_url_and_returns", 5: "weight_is_known"}
LAST = max(NAMES)
RENAMING = 6


def at_step(source: Path, step: int) -> str:
    """The source as it stands in a step: lines marked for other steps left out, marks removed."""
    lines = []
    for line in source.read_text().splitlines():
        mark = STEP.search(line)
        if mark:
            first, last = int(mark[1] or 1), int(mark[2] or 99)
            if not first <= step <= last:
                continue
            line = line[: mark.start()]
        elif line.lstrip().startswith('"""A parcel shop') or line.startswith("// A parcel shop") or line.startswith("// The sample"):
            continue
        lines.append(line.rstrip())
    return "\n".join(lines).strip() + "\n"


def fresh(folder: Path) -> Path:
    """An empty folder in place of whatever was there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def run(*argv: str, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Runs a command to its end and gives its standard output; a failure ends the script."""
    done = subprocess.run(argv, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(argv)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def run_answering(*argv: str, cwd: Path, rename: bool) -> None:
    """Runs drizzle-kit under a terminal and answers its questions whether something was renamed: `rename`, or created anew."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(cwd)
        os.execvp(argv[0], argv)
    said, answered = b"", 0
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 1)
        if ready:
            try:
                chunk = os.read(terminal, 65536)
            except OSError:
                break
            if not chunk:
                break
            said += chunk
        elif said.count(b"created or renamed") > answered or (b"rename" in said[-2000:] and answered < 4):
            answered += 1
            os.write(terminal, b"\x1b[B\r" if rename else b"\r")
    _, status = os.waitpid(child, 0)
    if status != 0:
        sys.exit(f"{' '.join(argv)}: status {status}\n{said.decode(errors='replace')}")


def drizzle(work: Path, kit: str, target: Path) -> None:
    """drizzle-kit generate, once a step; `kit` is the version that package.json names."""
    fresh(target)
    package = '{\n  "name": "parcel-shop",\n  "private": true,\n  "dependencies": { "drizzle-orm": "%s" },\n  "devDependencies": { "drizzle-kit": "%s" }\n}\n'
    orm = "0.45.4" if kit.startswith("0.") else kit
    (target / "package.json").write_text(package % (orm, kit))
    config = 'import { defineConfig } from "drizzle-kit";\n\nexport default defineConfig({ dialect: "postgresql", schema: "./schema.ts", out: "./drizzle" });\n'
    for name in ("drizzle", "schema.ts", "drizzle.config.ts"):
        path = work / name
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    (work / "drizzle.config.ts").write_text(config)
    for step in range(1, LAST + 1):
        (work / "schema.ts").write_text(at_step(SCHEMAS / "drizzle.ts", step))
        run_answering("npx", "drizzle-kit", "generate", "--name", NAMES[step], cwd=work, rename=step == RENAMING)
        time.sleep(1.1)  # the v1 layout names folders by the second
    shutil.copytree(work / "drizzle", target / "drizzle")
    for snapshot in [*target.glob("drizzle/meta/*_snapshot.json"), *target.glob("drizzle/*/snapshot.json")]:
        snapshot.unlink()  # no migrator reads them, and they are most of the bytes
    shutil.copy(work / "schema.ts", target)
    shutil.copy(work / "drizzle.config.ts", target)


def dialects(work: Path, target: Path) -> None:
    """drizzle-kit generate, once a step and database, of one schema."""
    fresh(target)
    for dialect in ("postgresql", "mysql", "sqlite"):
        folder = fresh(work / "dialects")
        config = 'import { defineConfig } from "drizzle-kit";\n\nexport default defineConfig({ dialect: "%s", schema: "./schema.ts", out: "./drizzle" });\n'
        (folder / "drizzle.config.ts").write_text(config % dialect)
        shutil.copy(SCHEMAS / f"dialects.{dialect}.ts", folder / "words.ts")
        for step, name in DIALECT_NAMES.items():
            (folder / "schema.ts").write_text(at_step(SCHEMAS / "dialects.ts", step))
            run_answering("npx", "drizzle-kit", "generate", "--name", name, cwd=folder, rename=step == RENAMING)
        for snapshot in (folder / "drizzle").glob("meta/*_snapshot.json"):
            snapshot.unlink()
        shutil.copytree(folder / "drizzle", target / dialect)


PRISMA_CONFIG = """import { %(name)s } from "@prisma/adapter-%(package)s";

export default {
  schema: "schema.prisma",
  experimental: { adapter: true },
  engine: "js",
  adapter: async () => new %(name)s(%(address)s),
};
"""
PRISMA_ADAPTERS = {
    "postgresql": {"name": "PrismaPg", "package": "pg", "address": "{ connectionString: process.env.DATABASE_URL }"},
    "mysql": {"name": "PrismaMariaDb", "package": "mariadb", "address": "process.env.DATABASE_URL"},
    "sqlite": {"name": "PrismaLibSQL", "package": "libsql", "address": '{ url: "file:shop.db" }'},
}
PRISMA_ENV = {
    "PRISMA_QUERY_ENGINE_LIBRARY": "/bin/true",
    "PRISMA_SCHEMA_ENGINE_BINARY": "/bin/true",
    "CHECKPOINT_DISABLE": "1",
}


# `migrate dev` writes this header; `migrate diff`, which runs without a shadow database, does not.
WARNINGS = {
    "tracking_number": """/*
  Warnings:

  - You are about to drop the column `fax` on the `Customer` table. All the data in the column will be lost.
  - You are about to drop the column `reference` on the `parcels` table. All the data in the column will be lost.
  - A unique constraint covering the columns `[tracking_number]` on the table `parcels` will be added. If there are existing duplicate values, this will fail.
  - Made the column `email` on table `Customer` required. This step will fail if there are existing NULL values in that column.
  - Added the required column `tracking_number` to the `parcels` table without a default value. This is not possible if the table is not empty.

*/
"""
}


def prisma(work: Path, source: str, names: dict[int, str], target: Path) -> None:
    """The project of one schema on PostgreSQL."""
    fresh(target)
    (target / "package.json").write_text(
        '{\n  "name": "parcel-shop",\n  "private": true,\n  "dependencies": { "@prisma/client": "6.19.3" },\n  "devDependencies": { "prisma": "6.19.3" }\n}\n'
    )
    prisma_migrations(work, source, names, "postgresql", target / "prisma" / "migrations")
    shutil.copy(work / "schema.prisma", target / "prisma" / "schema.prisma")


def prisma_dialects(work: Path, target: Path) -> None:
    """The migrations of one schema for the database that DATABASE_URL names."""
    scheme = os.environ["DATABASE_URL"].split(":")[0]
    dialect = {"file": "sqlite"}.get(scheme, scheme)
    prisma_migrations(work, "dialects.prisma", DIALECT_NAMES, dialect, fresh(target / dialect / "migrations"))


def prisma_migrations(work: Path, source: str, names: dict[int, str], dialect: str, migrations: Path) -> None:
    """prisma migrate diff from one step's schema to the next. The wasm engine wants a server in DATABASE_URL, and does nothing to it."""
    (work / "prisma.config.ts").write_text(PRISMA_CONFIG % PRISMA_ADAPTERS[dialect])
    for step, name in names.items():
        schema = work / f"step{step}.prisma"
        text = at_step(SCHEMAS / source, step).replace('"DIALECT"', f'"{dialect}"')
        schema.write_text(re.sub(r" @db\.\w+(\(\d+\))?", "", text) if dialect == "sqlite" else text)
        shutil.copy(schema, work / "schema.prisma")
        origin = ["--from-empty"] if step == 1 else ["--from-schema-datamodel", f"step{step - 1}.prisma"]
        script = run("npx", "prisma", "migrate", "diff", *origin, "--to-schema-datamodel", schema.name, "--script", cwd=work, env=PRISMA_ENV)
        folder = migrations / f"2026{step + 2:02}{step + 10}0915{step * 7 % 60:02}_{name}"
        folder.mkdir(parents=True)
        warnings = WARNINGS.get(name, "") if source == "prisma.prisma" else ""
        (folder / "migration.sql").write_text(warnings + script)
    (migrations / "migration_lock.toml").write_text(
        f'# Please do not edit this file manually\n# It should be added in your version-control system (e.g., Git)\nprovider = "{dialect}"\n'
    )


def alembic(work: Path, target: Path) -> None:
    """alembic revision --autogenerate against the database in DATABASE_URL, which must be empty; each revision is applied before the next."""
    fresh(target)
    url = os.environ["DATABASE_URL"]
    tool = str(work / "bin" / "alembic")
    run(tool, "init", "migrations", cwd=target)
    ini = target / "alembic.ini"
    ini.write_text(re.sub(r"(?m)^sqlalchemy.url = .*$", "sqlalchemy.url = driver://user:pass@localhost/dbname", ini.read_text()))
    env = target / "migrations" / "env.py"
    text = env.read_text().replace("target_metadata = None", "from models import Base\n\ntarget_metadata = Base.metadata")
    text = text.replace("config = context.config\n", 'config = context.config\nconfig.set_main_option("sqlalchemy.url", os.environ["DATABASE_URL"])\n', 1)
    env.write_text("import os\n" + text)
    for step in range(1, LAST + 1):
        (target / "models.py").write_text(at_step(SCHEMAS / "alembic.py", step))
        settings = {"DATABASE_URL": url, "PYTHONPATH": str(target), "PYTHONDONTWRITEBYTECODE": "1"}
        run(tool, "revision", "--autogenerate", "--rev-id", f"{step:04}5a1e", "-m", NAMES[step].replace("_", " "), cwd=target, env=settings)
        run(tool, "upgrade", "head", cwd=target, env=settings)
    for litter in target.rglob("__pycache__"):
        shutil.rmtree(litter, ignore_errors=True)
    (target / "migrations" / "README").unlink()


def alembic_sql(work: Path) -> None:
    """alembic upgrade heads --sql of the Alembic projects: what the real tool makes of their Python. No server is asked."""
    settings = {"DATABASE_URL": "postgresql+psycopg://localhost/nowhere", "PYTHONPATH": ".", "PYTHONDONTWRITEBYTECODE": "1"}
    for project in ("alembic", "alembic-operations", "alembic-helpers", "alembic-conventions"):
        target = HERE / project
        (target / "upgrade.sql").write_text(run(str(work / "bin" / "alembic"), "upgrade", "heads", "--sql", cwd=target, env=settings))
    back = run(str(work / "bin" / "alembic"), "downgrade", "00085a1e:base", "--sql", cwd=HERE / "alembic", env=settings)
    (HERE / "alembic" / "downgrade.sql").write_text(back)


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    work, which = Path(sys.argv[1]).resolve(), sys.argv[2]
    if which == "drizzle":
        drizzle(work, "0.31.11", HERE / "drizzle-legacy")
    elif which == "drizzle-v1":
        drizzle(work, "1.0.0-rc.5", HERE / "drizzle-v1")
    elif which == "dialects":
        dialects(work, HERE / "drizzle-dialects")
    elif which == "prisma":
        prisma(work, "prisma.prisma", NAMES, HERE / "prisma")
    elif which == "prisma-dialects":
        prisma_dialects(work, HERE / "prisma-dialects")
    elif which == "shop":
        prisma(work, "shop.prisma", SHOP_NAMES, HERE.parent.parent / "examples" / "shop")
    elif which == "alembic":
        alembic(work, HERE / "alembic")
    elif which == "alembic-sql":
        alembic_sql(work)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
