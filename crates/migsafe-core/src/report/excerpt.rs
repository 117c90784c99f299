//! A part of a text that is not copied.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::span::Span;

/// A part of a file's text; the text is shared.
#[derive(Clone)]
pub struct Excerpt {
    text: Arc<str>,
    span: Span,
}

impl Excerpt {
    /// That part of the text; nothing where the span does not fit it.
    pub fn new(text: &Arc<str>, span: Span) -> Self {
        Self { text: Arc::clone(text), span }
    }

    /// The text of it.
    pub fn as_str(&self) -> &str {
        self.span.of(&self.text)
    }
}

impl Deref for Excerpt {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl Serialize for Excerpt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}
