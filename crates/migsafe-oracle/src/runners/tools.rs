//! The tools themselves, installed below the target folder and kept running while cases are asked.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use postgres::NoTls;
use postgres::config::Host;
use serde::Deserialize;

use super::case::File;
use crate::servers::Server;

/// A tool, where it matters with how it is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// drizzle-orm's `migrate()`.
    Drizzle,
    /// Alembic as it is set up at first.
    Alembic,
    /// Alembic with `transaction_per_migration=True`.
    AlembicEach,
    /// Alembic on psycopg2, which does not ask the server whether a transaction is open.
    AlembicPsycopg2,
    /// Prisma up to 7.3: each file as one simple query, sent by this program.
    Prisma6,
    /// Prisma from 7.4 on: each statement as a query, sent by this program.
    Prisma74,
}

impl Tool {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Drizzle, Self::Alembic, Self::AlembicEach, Self::AlembicPsycopg2, Self::Prisma6, Self::Prisma74];

    /// Its name in a case.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Drizzle => "drizzle",
            Self::Alembic => "alembic",
            Self::AlembicEach => "alembic-each",
            Self::AlembicPsycopg2 => "alembic-psycopg2",
            Self::Prisma6 => "prisma@6.19",
            Self::Prisma74 => "prisma@7.4",
        }
    }

    /// The database driver that Alembic works with.
    const fn driver(self) -> &'static str {
        match self {
            Self::AlembicPsycopg2 => "psycopg2",
            _ => "psycopg",
        }
    }

    pub(super) fn path_of(self, file: &File) -> String {
        match self {
            Self::Drizzle => format!("drizzle/{}.sql", file.stem),
            Self::Alembic | Self::AlembicEach | Self::AlembicPsycopg2 => format!("alembic/versions/{}.py", file.stem),
            Self::Prisma6 | Self::Prisma74 => format!("prisma/migrations/{}/migration.sql", file.stem),
        }
    }

    /// What stands beside its migrations.
    pub(crate) fn own_files(self) -> Vec<(String, String)> {
        let package = |text: &str| ("package.json".to_owned(), text.to_owned());
        match self {
            Self::Drizzle => vec![package(include_str!("../../../../testdata/runners/drizzle/package.json"))],
            Self::Alembic | Self::AlembicEach | Self::AlembicPsycopg2 => {
                let text = include_str!("../../../../testdata/runners/alembic/env.py");
                let each = text.replace("target_metadata=None", "target_metadata=None, transaction_per_migration=True");
                let environment = if self == Self::AlembicEach { each } else { text.to_owned() };
                vec![("alembic/env.py".to_owned(), environment), ("requirements.txt".to_owned(), format!("alembic\n{}\n", self.driver()))]
            }
            Self::Prisma6 | Self::Prisma74 => {
                let version = self.word().rsplit('@').next().unwrap_or_default();
                let lock = ("prisma/migrations/migration_lock.toml".to_owned(), "provider = \"postgresql\"\n".to_owned());
                vec![package(&format!("{{ \"devDependencies\": {{ \"prisma\": \"{version}.0\" }} }}")), lock]
            }
        }
    }
}

/// The tools that run in a process of their own.
pub struct Tools {
    drizzle: Helper,
    alembic: Helper,
}

impl Tools {
    /// Installs what is missing below `target` and starts the tools.
    ///
    /// # Errors
    /// Node or Python is missing, or a package cannot be had.
    pub fn start(target: &Path, testdata: &Path) -> Result<Self> {
        let home = target.join("runners");
        let drizzle = install_drizzle(&home.join("drizzle"), &testdata.join("drizzle"))?;
        let python = install_alembic(&home.join("alembic"), &testdata.join("alembic"))?;
        Ok(Self {
            drizzle: Helper::start(Command::new("node").arg(drizzle))?,
            alembic: Helper::start(Command::new(python).arg(testdata.join("alembic/upgrade.py")))?,
        })
    }

    /// Has a tool deploy a folder. What was sent when it failed, and the SQLSTATE.
    ///
    /// # Errors
    /// The tool is gone or says something unexpected.
    pub(super) fn deploy(
        &mut self,
        server: &Server,
        database: &str,
        tool: Tool,
        folder: &Path,
        pending: &[&File],
    ) -> Result<Option<(String, String)>> {
        let (helper, below) = match tool {
            Tool::Drizzle => (&mut self.drizzle, "drizzle"),
            Tool::Alembic | Tool::AlembicEach | Tool::AlembicPsycopg2 => (&mut self.alembic, "alembic"),
            Tool::Prisma6 | Tool::Prisma74 => return send(server, database, tool, pending),
        };
        run(helper, server, database, &folder.join(below), tool.driver())
    }

    /// Has Alembic upgrade a folder of revisions to its head. What was sent when it failed, and the SQLSTATE.
    ///
    /// # Errors
    /// Alembic is gone or says something unexpected.
    pub fn upgrade(&mut self, server: &Server, database: &str, folder: &Path) -> Result<Option<(String, String)>> {
        run(&mut self.alembic, server, database, folder, Tool::Alembic.driver())
    }
}

/// Has a tool that runs in a process of its own deploy a folder.
fn run(helper: &mut Helper, server: &Server, database: &str, folder: &Path, driver: &str) -> Result<Option<(String, String)>> {
    let config = server.config(database);
    let Some(Host::Unix(host)) = config.get_hosts().first() else { bail!("the server has no socket") };
    let answer = helper.ask(&serde_json::json!({
        "host": host, "port": config.get_ports().first(), "database": database, "folder": folder, "driver": driver,
    }))?;
    Ok(answer.code.map(|code| (answer.sql.unwrap_or_default(), code)))
}

/// Prisma's engine cannot be installed from a package: its queries are sent by this program, over one connection.
fn send(server: &Server, database: &str, tool: Tool, pending: &[&File]) -> Result<Option<(String, String)>> {
    let mut client = server.config(database).connect(NoTls)?;
    for file in pending {
        let queries = if tool == Tool::Prisma6 { vec![file.statements.join("\n")] } else { file.statements.clone() };
        for query in queries {
            if let Err(error) = client.batch_execute(&query) {
                let code = error.code().context("the connection is lost")?.code().to_owned();
                return Ok(Some((query, code)));
            }
        }
    }
    Ok(None)
}

fn install_drizzle(home: &Path, from: &Path) -> Result<PathBuf> {
    let wanted = fs::read(from.join("package.json"))?;
    let program = home.join("migrate.mjs");
    if fs::read(home.join("package.json")).ok().as_ref() != Some(&wanted) || !home.join("node_modules/.package-lock.json").exists() {
        fs::create_dir_all(home)?;
        fs::write(home.join("package.json"), wanted)?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]).current_dir(home);
        succeed(&mut npm)?;
    }
    // Beside its packages, so that Node finds them.
    fs::copy(from.join("migrate.mjs"), &program)?;
    Ok(program)
}

fn install_alembic(home: &Path, from: &Path) -> Result<PathBuf> {
    let wanted = fs::read(from.join("requirements.txt"))?;
    let (python, stamp) = (home.join("bin/python"), home.join("installed.txt"));
    if fs::read(&stamp).ok().as_ref() != Some(&wanted) {
        succeed(Command::new("python3").args(["-m", "venv"]).arg(home))?;
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(from.join("requirements.txt"));
        succeed(&mut pip)?;
        fs::write(&stamp, wanted)?;
    }
    Ok(python)
}

fn succeed(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("{command:?} cannot be run"))?;
    if !output.status.success() {
        bail!("{command:?} failed: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

/// A program that reads a job a line and answers with a line.
struct Helper {
    child: Child,
    jobs: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// What a tool says of a deploy.
#[derive(Deserialize)]
struct Answer {
    code: Option<String>,
    sql: Option<String>,
}

impl Helper {
    fn start(command: &mut Command) -> Result<Self> {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().with_context(|| format!("{command:?} cannot be run"))?;
        let jobs = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().context("a pipe was asked for")?);
        Ok(Self { child, jobs, answers })
    }

    fn ask(&mut self, job: &serde_json::Value) -> Result<Answer> {
        writeln!(self.jobs.as_mut().context("the tool is gone")?, "{job}")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        serde_json::from_str(&line).with_context(|| format!("the tool says: {line}"))
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        // The end of its input ends it.
        drop(self.jobs.take());
        let _ = self.child.wait();
    }
}
