//! A server does not outlive the oracle, however that ends.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where its own files are missing")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than a server takes to start or stop on a busy machine.
const LIMIT: Duration = Duration::from_secs(120);

/// Waits until there is one.
fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(started.elapsed() < LIMIT, "{what} does not come");
        thread::sleep(Duration::from_millis(50));
    }
}

/// The folder of the one server below.
fn server_folder(below: &Path) -> Option<PathBuf> {
    let home = fs::read_dir(below).ok()?.flatten().find(|entry| entry.file_name().to_string_lossy().starts_with("migsafe-pg"))?;
    Some(home.path().join("pg15"))
}

#[test]
fn a_server_ends_with_the_oracle_that_is_killed() {
    let temporary = tempfile::tempdir().unwrap();
    fs::set_permissions(temporary.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let mut oracle = Command::new(env!("CARGO_BIN_EXE_migsafe-oracle"))
        .args(["SELECT pg_sleep(600)", "--pg", "15"])
        .env("TMPDIR", temporary.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let folder = wait_for("the server's folder", || server_folder(temporary.path()));
    let process = wait_for("the server", || {
        let socket = folder.join(".s.PGSQL.5415").exists();
        let file = fs::read_to_string(folder.join("data/postmaster.pid")).ok()?;
        file.lines().next().filter(|_| socket).map(|line| PathBuf::from("/proc").join(line))
    });
    let runs = || fs::read_link(process.join("exe")).is_ok();
    assert!(runs(), "the server runs");
    oracle.kill().unwrap();
    oracle.wait().unwrap();
    wait_for("the server's end", || (!runs()).then_some(()));
    wait_for("an empty folder", || (!folder.exists()).then_some(()));
}
