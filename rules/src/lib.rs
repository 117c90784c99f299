//! The rules of migsafe: one Markdown file each, read at build time. This folder is the only list of rules.

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not reported.
    Off,
    /// Good to know.
    Info,
    /// Look at it before the deploy.
    Warning,
    /// Do not deploy like this.
    Error,
}
