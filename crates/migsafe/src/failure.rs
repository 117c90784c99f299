//! Why a command could not do its work.

use std::io::Write as _;

use migsafe_core::span::LineIndex;
use migsafe_release::policy::TrustError;

use crate::clean;
use crate::output::snippet::{Picture, Severity};
use crate::terminal::{Style, Terminal};

/// A failure, told to the person on standard error. Exit code 2.
#[derive(Debug)]
pub(crate) enum Failure {
    /// In words.
    Message {
        /// What is wrong.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// At a place in a file.
    InFile(Box<FileFault>),
}

/// A fault at a place in a file.
#[derive(Debug)]
pub(crate) struct FileFault {
    /// Whether it stops the work.
    pub(crate) severity: Severity,
    /// What is wrong.
    pub(crate) message: String,
    /// The file.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
    /// The bytes at fault.
    pub(crate) span: migsafe_core::span::Span,
    /// What to say of them.
    pub(crate) label: String,
    /// What to do about it.
    pub(crate) help: Option<String>,
}

impl Failure {
    /// A failure in words.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::Message { message: message.into(), help: None }
    }

    /// A failure in words, and what to do about it.
    pub(crate) fn with_help(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Message { message: message.into(), help: Some(help.into()) }
    }

    /// Tells the person. A standard error that is closed changes nothing.
    pub(crate) fn print(&self, terminal: &Terminal) {
        let _ = std::io::stderr().lock().write_all(self.render(terminal).as_bytes());
    }

    /// What it tells.
    pub(crate) fn render(&self, terminal: &Terminal) -> String {
        match self {
            Self::Message { message, help } => {
                let mut text = format!("{}: {}\n", terminal.paint(Style::BoldRed, "error"), clean::line(message));
                if let Some(help) = help {
                    text.push_str(&format!("  help: {}\n", clean::text(help).replace('\n', "\n        ")));
                }
                text
            }
            Self::InFile(fault) => fault.render(terminal),
        }
    }
}

impl From<migsafe_release::git::GitError> for Failure {
    fn from(error: migsafe_release::git::GitError) -> Self {
        Self::Message { message: error.message, help: error.help }
    }
}

impl From<TrustError> for Failure {
    fn from(error: TrustError) -> Self {
        let message = error.to_string();
        match error {
            TrustError::Git { error, .. } => Self::Message { message, help: error.help },
            TrustError::File { .. } => Self::new(message),
            TrustError::Policy { reference, path, text, fault } => Self::InFile(Box::new(FileFault {
                severity: Severity::Error,
                path: format!("{reference}:{path}"),
                text: fault.shown(&text),
                message: fault.message,
                span: fault.span,
                label: fault.label,
                help: fault.help,
            })),
        }
    }
}

impl FileFault {
    /// The fault, drawn into its file.
    pub(crate) fn render(&self, terminal: &Terminal) -> String {
        let lines = LineIndex::new(&self.text);
        Picture {
            severity: self.severity,
            message: &self.message,
            code: None,
            path: &self.path,
            text: Some((&self.text, &lines)),
            span: self.span,
            position: None,
            label: &self.label,
            others: Vec::new(),
            help: self.help.clone(),
        }
        .draw(terminal)
    }
}
