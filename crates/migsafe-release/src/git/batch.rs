//! One `git cat-file --batch` that answers for many objects.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use camino::Utf8PathBuf;

use super::repository::git;

/// The process, started with the first question.
#[derive(Debug)]
pub(super) struct Batch {
    root: Utf8PathBuf,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Batch {
    pub(super) const fn new(root: Utf8PathBuf) -> Self {
        Self { root, running: None }
    }

    /// The content of an object.
    pub(super) fn read(&mut self, object: &str) -> std::io::Result<Vec<u8>> {
        if self.running.is_none() {
            self.running = Some(Running::start(&self.root)?);
        }
        match &mut self.running {
            Some(running) => running.read(object),
            None => Err(ErrorKind::NotConnected.into()),
        }
    }
}

impl Running {
    fn start(root: &Utf8PathBuf) -> std::io::Result<Self> {
        let mut child = git(root)
            .map_err(Error::other)?
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let questions = child.stdin.take();
        let answers = child.stdout.take().ok_or_else(|| Error::from(ErrorKind::NotConnected))?;
        Ok(Self { child, questions, answers: BufReader::new(answers) })
    }

    fn read(&mut self, object: &str) -> std::io::Result<Vec<u8>> {
        let questions = self.questions.as_mut().ok_or_else(|| Error::from(ErrorKind::NotConnected))?;
        writeln!(questions, "{object}")?;
        questions.flush()?;
        let mut header = String::new();
        self.answers.read_line(&mut header)?;
        let size = header.trim_end().rsplit(' ').next().and_then(|size| size.parse::<usize>().ok());
        let Some(size) = size else { return Err(Error::new(ErrorKind::NotFound, format!("git cat-file: {}", header.trim_end()))) };
        let mut content = vec![0; size];
        self.answers.read_exact(&mut content)?;
        self.answers.read_exact(&mut [0; 1])?;
        Ok(content)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Without questions git ends by itself; it is waited for so that it does not linger.
        self.questions = None;
        let _ = self.child.wait();
    }
}
