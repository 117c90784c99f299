//! Reads one rule file. Used by the build script and by this crate's tests, never at run time.

#[path = "parse/example.rs"]
pub(crate) mod example;

use std::collections::BTreeMap;

use example::Example;

/// A rule as its file gives it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) summary: String,
    /// The variant's name.
    pub(crate) category: &'static str,
    /// Case → the variant's name.
    pub(crate) levels: Vec<(String, &'static str)>,
    pub(crate) aliases: Vec<(String, String)>,
    pub(crate) since: String,
    pub(crate) postgres: Option<String>,
    pub(crate) links: Vec<String>,
    pub(crate) body: String,
    pub(crate) sections: Vec<(String, String)>,
    pub(crate) examples: Vec<Example>,
}

/// What is wrong with a rule file, and on which line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Error {
    pub(crate) line: usize,
    pub(crate) message: String,
}

impl Error {
    fn at(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

/// The headings that every page has, in this order.
const HEADINGS: [&str; 4] = ["What it does", "Why it is dangerous", "Do this instead", "When it is fine"];

/// The `toml` block.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Metadata {
    summary: String,
    category: String,
    levels: BTreeMap<String, String>,
    #[serde(default)]
    aliases: BTreeMap<String, String>,
    #[serde(default = "first_release")]
    since: String,
    postgres: Option<String>,
    #[serde(default)]
    links: Vec<String>,
}

fn first_release() -> String {
    "0.1.0".to_owned()
}

/// A fenced block.
struct Fence<'a> {
    /// What follows the back ticks.
    info: &'a str,
    /// Its lines.
    text: String,
    /// The line of the opening fence.
    line: usize,
}

/// Reads the text of `<id>.md`.
pub(crate) fn rule(id: &str, text: &str) -> Result<Rule, Error> {
    let fences = fences(text)?;
    let Some((head, rest)) = fences.split_first().filter(|(head, _)| head.info == "toml" && head.line == 1) else {
        return Err(Error::at(1, "the file must begin with a fenced `toml` block"));
    };
    let metadata: Metadata = toml::from_str(&head.text).map_err(|error| {
        let before = error.span().and_then(|span| head.text.get(..span.start)).unwrap_or_default();
        Error::at(head.line + 1 + before.matches('\n').count(), error.message())
    })?;
    let skipped = head.text.lines().count() + 2;
    let body: String = text.lines().skip(skipped).fold(String::new(), |body, line| body + line + "\n");
    let (body, blank) = (body.trim_start_matches('\n'), body.len() - body.trim_start_matches('\n').len());
    let first_line = skipped + blank + 1;
    if body.lines().next() != Some(&format!("# {id}")) {
        return Err(Error::at(first_line, format!("the page's title must be `# {id}`")));
    }
    let mut levels = Vec::new();
    for (case, level) in &metadata.levels {
        let level = example::level(level).or((level == "off").then_some("Off"));
        levels.push((case.clone(), level.ok_or_else(|| Error::at(1, format!("case `{case}`: a level is off, info, warning or error")))?));
    }
    if levels.is_empty() {
        return Err(Error::at(1, "`levels` names no case"));
    }
    let mut examples = Vec::new();
    for fence in rest {
        examples.extend(example::read(id, fence.info, &fence.text, fence.line)?);
    }
    Ok(Rule {
        id: id.to_owned(),
        summary: metadata.summary,
        category: category(&metadata.category)?,
        levels,
        aliases: metadata.aliases.into_iter().collect(),
        since: metadata.since,
        postgres: metadata.postgres,
        links: metadata.links,
        sections: sections(body, first_line)?,
        body: body.to_owned(),
        examples,
    })
}

fn category(word: &str) -> Result<&'static str, Error> {
    Ok(match word {
        "data-loss" => "DataLoss",
        "compatibility" => "Compatibility",
        "locking" => "Locking",
        "failure" => "Failure",
        "bookkeeping" => "Bookkeeping",
        "clarity" => "Clarity",
        _ => {
            return Err(Error::at(
                1,
                format!("`{word}` is not a category: data-loss, compatibility, locking, failure, bookkeeping or clarity"),
            ));
        }
    })
}

fn fences(text: &str) -> Result<Vec<Fence<'_>>, Error> {
    let mut fences = Vec::new();
    let mut open: Option<Fence<'_>> = None;
    for (number, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) if info.contains('`') => {
                return Err(Error::at(number + 1, "a back tick behind a fence makes it plain text: give the history in the fence"));
            }
            (None, Some(info)) => open = Some(Fence { info: info.trim(), text: String::new(), line: number + 1 }),
            (Some(_), Some("")) => fences.extend(open.take()),
            (Some(fence), _) => {
                fence.text.push_str(line);
                fence.text.push('\n');
            }
            (None, None) => {}
        }
    }
    match open {
        Some(fence) => Err(Error::at(fence.line, "this fence is never closed")),
        None => Ok(fences),
    }
}

/// The parts below `##` headings. The four required ones come first and in order; none is empty.
fn sections(body: &str, first_line: usize) -> Result<Vec<(String, String)>, Error> {
    let mut sections: Vec<(String, String, usize)> = Vec::new();
    let mut fenced = false;
    for (number, line) in body.lines().enumerate() {
        fenced ^= line.starts_with("```");
        if let Some(heading) = line.strip_prefix("## ").filter(|_| !fenced) {
            sections.push((heading.trim().to_owned(), String::new(), first_line + number));
        } else if let Some((_, text, _)) = sections.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    for (at, required) in HEADINGS.iter().enumerate() {
        match sections.get(at) {
            Some((heading, _, _)) if heading == required => {}
            Some((heading, _, line)) => return Err(Error::at(*line, format!("heading `{heading}` stands where `{required}` must"))),
            None => return Err(Error::at(first_line, format!("the heading `## {required}` is missing"))),
        }
    }
    if let Some((heading, _, line)) = sections.iter().find(|(_, text, _)| text.trim().is_empty()) {
        return Err(Error::at(*line, format!("nothing stands below `{heading}`")));
    }
    Ok(sections.into_iter().map(|(heading, text, _)| (heading, text.trim().to_owned())).collect())
}

#[cfg(test)]
#[path = "parse/tests.rs"]
mod tests;
