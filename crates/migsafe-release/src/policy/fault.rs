//! What is wrong with a policy, and where.

use migsafe_core::span::Span;

/// A fault at a place in the text of a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PolicyFault {
    /// What is wrong.
    pub message: String,
    /// The bytes at fault.
    pub span: Span,
    /// What to say of them; may be empty.
    pub label: String,
    /// What to do about it.
    pub help: Option<String>,
    /// These bytes may hold a password: they are not shown.
    pub secret: bool,
}

impl PolicyFault {
    /// A fault in words.
    pub fn new(span: std::ops::Range<usize>, message: impl Into<String>) -> Self {
        Self { message: message.into(), span: Span::new(span.start, span.end), label: String::new(), help: None, secret: false }
    }

    /// What to say of the bytes at fault.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into()).filter(|help| !help.is_empty());
        self
    }

    /// The text with the bytes at fault made unreadable, where they may hold a password.
    pub fn shown(&self, text: &str) -> String {
        match (text.get(..self.span.start), text.get(self.span.start..self.span.end), text.get(self.span.end..)) {
            (Some(before), Some(secret), Some(after)) if self.secret => format!("{before}{}{after}", "*".repeat(secret.len())),
            _ => text.to_owned(),
        }
    }
}
