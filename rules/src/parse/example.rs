//! Reads the examples of a rule file: the words after the back ticks, the files inside, the markers.

use super::Error;

/// See the public type of the same name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Example {
    pub(crate) quality: &'static str,
    pub(crate) language: &'static str,
    pub(crate) tool: String,
    pub(crate) tool_version: Option<String>,
    pub(crate) postgres: Option<u8>,
    pub(crate) dialect: String,
    pub(crate) together: bool,
    pub(crate) lock_timeout: bool,
    pub(crate) scope: Option<String>,
    pub(crate) files: Vec<File>,
    pub(crate) project: Vec<Marker>,
    pub(crate) line: usize,
}

/// See the public type of the same name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) history: bool,
    pub(crate) base: bool,
    pub(crate) when: Option<u64>,
    pub(crate) journal: bool,
    pub(crate) markers: Vec<Marker>,
}

impl File {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), text: String::new(), history: false, base: false, when: None, journal: true, markers: Vec::new() }
    }
}

/// See the public type of the same name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Marker {
    pub(crate) line: usize,
    pub(crate) level: &'static str,
    pub(crate) rule: String,
}

/// The variant of a level that a finding can have.
pub(crate) fn level(word: &str) -> Option<&'static str> {
    match word {
        "error" => Some("Error"),
        "warning" => Some("Warning"),
        "info" => Some("Info"),
        _ => None,
    }
}

/// Reads a fence; `None` where it is not an example (`sql` alone, `text`, `ini`).
pub(crate) fn read(rule: &str, info: &str, text: &str, line: usize) -> Result<Option<Example>, Error> {
    let words = words(info).map_err(|message| Error::at(line, message))?;
    let mut words = words.iter().map(String::as_str);
    let (language, comment, extension) = match words.next() {
        Some("sql") => ("Sql", "--", "sql"),
        Some("python") => ("Python", "#", "py"),
        _ => return Ok(None),
    };
    let quality = match words.next() {
        Some("bad") => "Bad",
        Some("good") => "Good",
        Some("fixed") => "Fixed",
        Some(other) => return Err(Error::at(line, format!("`{other}` where bad, good or fixed must stand"))),
        None => return Ok(None),
    };
    let tool = if language == "Python" { "alembic" } else { "sql" };
    let mut example = Example {
        quality,
        language,
        tool: tool.to_owned(),
        tool_version: None,
        postgres: None,
        dialect: "postgresql".to_owned(),
        together: false,
        lock_timeout: true,
        scope: None,
        files: Vec::new(),
        project: Vec::new(),
        line,
    };
    let mut first = format!("0002_example.{extension}");
    for word in words {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        setting(&mut example, key, value, &mut first, extension).map_err(|message| Error::at(line, message))?;
    }
    files(&mut example, rule, &first, comment, text, line)?;
    let own = |marker: &Marker| marker.rule == rule;
    let hit = example.files.iter().flat_map(|file| &file.markers).chain(&example.project).any(own);
    match (quality, hit) {
        ("Bad", false) => Err(Error::at(line, "a bad example needs a marker of its own rule")),
        ("Good" | "Fixed", true) => Err(Error::at(line, "a good or fixed example must not have a marker of its own rule")),
        _ => Ok(Some(example)),
    }
}

/// The words of an info string; a value in double quotes may hold spaces.
fn words(info: &str) -> Result<Vec<String>, String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in info.chars() {
        match (character, words.last_mut()) {
            ('"', _) => quoted = !quoted,
            (' ', Some(last)) if !quoted && !last.is_empty() => words.push(String::new()),
            (' ', _) if !quoted => {}
            (_, Some(last)) => last.push(character),
            (_, None) => {}
        }
    }
    words.retain(|word| !word.is_empty());
    if quoted { Err("a quoted value is never closed".to_owned()) } else { Ok(words) }
}

fn setting(example: &mut Example, key: &str, value: &str, first: &mut String, extension: &str) -> Result<(), String> {
    match key {
        "history" => {
            let file = File { text: format!("{value}\n"), history: true, ..File::new(&format!("0001_history.{extension}")) };
            example.files.push(file);
        }
        "file" => value.clone_into(first),
        "pg" => example.postgres = Some(value.parse().map_err(|_| format!("pg={value}: not a major version"))?),
        "tool" => {
            let (tool, version) = value.split_once('@').map_or((value, None), |(tool, version)| (tool, Some(version)));
            tool.clone_into(&mut example.tool);
            example.tool_version = version.map(str::to_owned);
        }
        "dialect" if matches!(value, "mysql" | "sqlite") => value.clone_into(&mut example.dialect),
        "dialect" => return Err(format!("dialect={value}: mysql or sqlite; without the word it is PostgreSQL")),
        "together" if value.is_empty() => example.together = true,
        "lock-timeout" if value == "unset" => example.lock_timeout = false,
        "scope" => example.scope = Some(value.to_owned()),
        _ => return Err(format!("`{key}` is not a setting: history, file, dialect, pg, tool, together, lock-timeout=unset or scope")),
    }
    Ok(())
}

/// Cuts the text into files and takes the markers out of it.
fn files(example: &mut Example, rule: &str, first: &str, comment: &str, text: &str, line: usize) -> Result<(), Error> {
    let mut current = File::new(first);
    for (number, content) in text.lines().enumerate() {
        let here = line + 1 + number;
        let words = content.strip_prefix(comment).map(str::trim);
        if let Some(next) = words.and_then(header_of) {
            let next = next.map_err(|message| Error::at(here, message))?;
            example.together |= next.base;
            push(example, std::mem::replace(&mut current, next));
        } else if let Some(marks) = words.and_then(|words| words.strip_prefix("project:")) {
            let marker = marker(marks.trim(), rule, 0).ok_or_else(|| Error::at(here, "a level must follow `project:`"))?;
            example.project.push(marker);
        } else {
            current.text.push_str(content);
            current.text.push('\n');
            let place = current.text.lines().count();
            let markers = content.split(comment).skip(1).filter_map(|mark| marker(mark.trim(), rule, place));
            current.markers.extend(markers);
        }
    }
    push(example, current);
    if example.files.is_empty() { Err(Error::at(line, "the example is empty")) } else { Ok(()) }
}

/// Blank text before the first header is no file.
fn push(example: &mut Example, file: File) {
    if !file.text.trim().is_empty() {
        example.files.push(file);
    }
}

/// `-- file: 0002_x.sql when=5`, `-- history: 0001_x.sql` or `-- base: 0001_x.sql journal=no`.
fn header_of(line: &str) -> Option<Result<File, String>> {
    let (word, rest) = line.split_once(':')?;
    matches!(word, "file" | "history" | "base").then(|| file_of(word, rest))
}

fn file_of(word: &str, header: &str) -> Result<File, String> {
    let mut words = header.split_whitespace();
    let name = words.next().ok_or("a name must follow")?;
    let mut file = File { history: word == "history", base: word == "base", ..File::new(name) };
    for word in words {
        match word.split_once('=') {
            Some(("when", value)) => file.when = Some(value.parse().map_err(|_| format!("when={value}: not a number"))?),
            Some(("journal", "no")) => file.journal = false,
            _ => return Err(format!("`{word}` is not a setting of a file: when=… or journal=no")),
        }
    }
    Ok(file)
}

/// `error`, `warning: [other-rule]`.
fn marker(text: &str, rule: &str, line: usize) -> Option<Marker> {
    let (word, named) = text.split_once(':').unwrap_or((text, ""));
    let level = level(word.trim())?;
    let named = named.trim();
    let other = named.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match (named.is_empty(), other) {
        (true, _) => Some(Marker { line, level, rule: rule.to_owned() }),
        (false, Some(other)) => Some(Marker { line, level, rule: other.trim().to_owned() }),
        (false, None) => None,
    }
}
