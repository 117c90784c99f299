//! Running a program with an end.

use std::io::{IsTerminal as _, Read, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::{Outcome, Program, trusted};

/// So much of each stream is kept: one mebibyte.
const KEPT: u64 = 1 << 20;

/// How often a running program is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// How long is waited for the last of its output after the program has ended: a child of it may hold the pipe.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Runs a program to its end or its time-out.
pub(super) fn run(program: &Program) -> std::io::Result<Outcome> {
    let mut command = command(program)?;
    own_group(&mut command);
    finish(&mut command, program)
}

/// Runs a program that may ask something at the terminal: only the group of processes in front may read there.
pub(super) fn run_in_foreground(program: &Program) -> std::io::Result<Outcome> {
    let mut command = command(program)?;
    if std::io::stderr().is_terminal() {
        command.stderr(Stdio::inherit());
    }
    finish(&mut command, program)
}

fn command(program: &Program) -> std::io::Result<Command> {
    let Some((name, arguments)) = program.argv.split_first() else {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "no program is named"));
    };
    let mut command = Command::new(program_named(name)?);
    command.args(arguments).current_dir(&program.directory).envs(program.variables.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Ok(command)
}

/// A signature is good because this program says so: not just any of that name will do. The team's own commands are looked for as a shell would.
fn program_named(name: &str) -> std::io::Result<PathBuf> {
    if name == "ssh-keygen" { trusted::find(name) } else { Ok(name.into()) }
}

fn finish(command: &mut Command, program: &Program) -> std::io::Result<Outcome> {
    let mut child = command.spawn()?;
    if let Some(mut input) = child.stdin.take() {
        let bytes = program.input.clone();
        // A program that does not read its input is no fault.
        thread::spawn(move || drop(input.write_all(&bytes)));
    }
    let output = child.stdout.take().map(collect);
    let complaint = child.stderr.take().map(collect);
    let (code, timed_out) = wait(&mut child, program.timeout)?;
    let last = |stream: Option<Receiver<Vec<u8>>>| stream.map(|stream| last_words(&stream)).unwrap_or_default();
    Ok(Outcome { code, timed_out, output: last(output), complaint: last(complaint) })
}

/// Its exit code, and whether its time was up.
fn wait(child: &mut Child, timeout: Duration) -> std::io::Result<(Option<i32>, bool)> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok((status.code(), false));
        }
        if started.elapsed() >= timeout {
            kill(child);
            return Ok((child.wait()?.code(), true));
        }
        thread::sleep(LOOK);
    }
}

/// Reads a stream to its end in a thread of its own, so that a full pipe stops nobody, and keeps its beginning.
fn collect(stream: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut kept = Vec::new();
        let mut stream = stream;
        let read = stream.by_ref().take(KEPT).read_to_end(&mut kept);
        if sender.send(kept).is_ok() && read.is_ok() {
            drop(std::io::copy(&mut stream, &mut std::io::sink()));
        }
    });
    receiver
}

fn last_words(stream: &Receiver<Vec<u8>>) -> Vec<u8> {
    stream.recv_timeout(LAST_WORDS).unwrap_or_default()
}

/// The program leads a group of processes, so that its children can be ended with it.
#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_command: &mut Command) {}

/// Ends the program and, where the system has groups, its children.
fn kill(child: &mut Child) {
    if cfg!(unix) {
        // The standard library sends signals to single processes only.
        drop(Command::new("kill").args(["-KILL", "--", &format!("-{}", child.id())]).stderr(Stdio::null()).status());
    }
    drop(child.kill());
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, timeout: Duration) -> Outcome {
        let argv = ["sh", "-c", script].map(str::to_owned).to_vec();
        run(&Program { argv, directory: "/".into(), variables: Vec::new(), input: b"hello".to_vec(), timeout }).unwrap()
    }

    #[test]
    fn output_input_and_exit_code() {
        let outcome = shell("cat; echo no >&2; exit 3", Duration::from_secs(20));
        assert_eq!((outcome.code, outcome.timed_out), (Some(3), false));
        assert_eq!((outcome.output, outcome.complaint), (b"hello".to_vec(), b"no\n".to_vec()));
    }

    #[test]
    fn a_program_that_hangs_is_killed_with_its_children() {
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("alive");
        let outcome = shell(&format!("(sleep 2; touch {}) & sleep 60", mark.display()), Duration::from_millis(200));
        assert!(outcome.timed_out && !outcome.succeeded());
        thread::sleep(Duration::from_millis(2500));
        assert!(!mark.exists(), "the child lived on");
    }

    #[test]
    fn a_flood_is_cut() {
        let outcome = shell("head -c 5000000 /dev/zero", Duration::from_secs(20));
        assert_eq!((outcome.output.len() as u64, outcome.code), (KEPT, Some(0)));
    }

    #[test]
    fn a_missing_program_is_an_error() {
        let argv = vec!["there-is-no-such-program".to_owned()];
        let program = Program { argv, directory: "/".into(), variables: Vec::new(), input: Vec::new(), timeout: Duration::from_secs(1) };
        assert_eq!(run(&program).unwrap_err().kind(), std::io::ErrorKind::NotFound);
    }
}
