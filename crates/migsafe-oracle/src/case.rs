//! Cases: SQL only, many in a file.
//!
//! ```sql
//! CREATE TABLE parcels (id bigint PRIMARY KEY);   -- shared by all cases of the file
//!
//! -- case: add-nullable-column
//! INSERT INTO parcels VALUES (1);                  -- set-up of this case
//! -- statement
//! ALTER TABLE parcels ADD COLUMN note text;
//! ```
//! Behind the name a case may have options: `versions=15-`, `versions=-17`, `versions=14,18` (the majors it is for), `alone` (it runs outside any transaction),
//! and last `unknown: why` (the text alone cannot tell: the effect must say so in `unknown`, and may differ from the server).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// A question for a server.
#[derive(Debug, Clone)]
pub struct Case {
    /// The file's stem.
    pub family: String,
    /// Unique within the file.
    pub name: String,
    /// What is there before in every case of the file; committed.
    pub shared: String,
    /// What is there before in this case; committed.
    pub setup: String,
    /// What is asked about: one statement.
    pub statement: String,
    /// The majors it is meant for.
    pub majors: Vec<u8>,
    /// It runs outside any transaction.
    pub alone: bool,
    /// Why SQL alone cannot tell the effect, where it cannot.
    pub unknown: Option<String>,
}

/// Reads every case file of a folder, sorted by name.
///
/// # Errors
/// A file cannot be read, or its form is wrong.
pub fn read_folder(folder: &Path) -> Result<Vec<Case>> {
    let mut files: Vec<_> = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "sql"));
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let family = file.file_stem().and_then(|stem| stem.to_str()).context("a case file without a name")?.to_owned();
        let text = fs::read_to_string(&file)?;
        cases.extend(parse(&family, &text).with_context(|| file.display().to_string())?);
    }
    Ok(cases)
}

fn parse(family: &str, text: &str) -> Result<Vec<Case>> {
    let text = format!("\n{text}");
    let mut parts = text.split("\n-- case: ");
    let shared = parts.next().unwrap_or_default();
    let mut cases: Vec<Case> = Vec::new();
    for part in parts {
        let (title, body) = part.split_once('\n').context("a case without a body")?;
        let body = format!("\n{body}");
        let (setup, statement) =
            body.split_once("\n-- statement\n").with_context(|| format!("case `{title}` has no line `-- statement`"))?;
        let case = read_title(
            title,
            Case {
                family: family.to_owned(),
                name: String::new(),
                shared: shared.to_owned(),
                setup: setup.to_owned(),
                statement: statement.trim().to_owned(),
                majors: (14..=18).collect(),
                alone: false,
                unknown: None,
            },
        )?;
        if cases.iter().any(|other| other.name == case.name) {
            bail!("two cases are called `{}`", case.name);
        }
        cases.push(case);
    }
    Ok(cases)
}

fn read_title(title: &str, mut case: Case) -> Result<Case> {
    let (words, unknown) = title.split_once(" unknown: ").map_or((title, None), |(words, why)| (words, Some(why.trim().to_owned())));
    case.unknown = unknown;
    let mut words = words.split_whitespace();
    words.next().context("a case without a name")?.clone_into(&mut case.name);
    for word in words {
        match word.split_once('=') {
            Some(("versions", majors)) => case.majors = read_majors(majors)?,
            None if word == "alone" => case.alone = true,
            _ => bail!("case `{title}`: unknown option `{word}`"),
        }
    }
    Ok(case)
}

/// Reads `14`, `14,17`, `15-`, `-17`, `15-17`.
///
/// # Errors
/// Anything else.
pub fn read_majors(text: &str) -> Result<Vec<u8>> {
    let mut majors = Vec::new();
    for part in text.split(',') {
        let (first, last) = match part.trim().split_once('-') {
            Some((first, last)) => (first, last),
            None => (part.trim(), part.trim()),
        };
        let first = if first.is_empty() { 14 } else { first.parse().with_context(|| format!("`{part}` is no version"))? };
        let last = if last.is_empty() { 18 } else { last.parse().with_context(|| format!("`{part}` is no version"))? };
        majors.extend(first..=last);
    }
    Ok(majors)
}
