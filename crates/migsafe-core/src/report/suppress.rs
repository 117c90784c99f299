//! Comments that suppress findings: `-- migsafe: ignore drop-column because nothing has named it since March`.
//!
//! A suppressed finding stays in the report with the reason given. A comment that suppresses nothing is reported itself.

use super::{Finding, MigrationReport, Suppression};
use crate::source::{Language, Script};
use crate::span::{LineIndex, Span};
use crate::{python, sql};

/// A comment that was meant to suppress a finding and does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnusedComment {
    /// Where it stands.
    pub span: Span,
    /// The rule it names; empty where it names none.
    pub rule: String,
    /// Why it suppresses nothing.
    pub fault: Fault,
}

/// Why a comment suppresses nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No rule has that name.
    UnknownRule,
    /// The rule reports nothing there.
    Nothing,
    /// No reason is given.
    NoReason,
    /// It is neither `ignore` nor `ignore-file` with the name of a rule.
    Unreadable,
}

/// What a comment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// The bytes of one statement.
    Statement(Span),
    /// The whole file.
    File,
}

/// Marks the findings that comments in the migration's text suppress. Comments that suppress nothing come back.
pub(crate) fn apply(migration: &mut MigrationReport) -> Vec<UnusedComment> {
    let text = migration.text.clone();
    let part = Span::new(migration.part.start, migration.part.end.min(text.len()));
    if !part.of(&text).contains("migsafe:") {
        return Vec::new();
    }
    let lines = LineIndex::new(&text);
    let mut unused = Vec::new();
    let comments = match migration.language {
        Language::Sql => sql::comments(&text, part, migration.dialect),
        Language::Python => python::comments(&text),
    };
    for comment in comments {
        let words = comment.of(&text).trim_start_matches(['-', '/', '*', '#']).trim_end_matches(['/', '*']).trim();
        let Some(words) = words.strip_prefix("migsafe:") else { continue };
        if let Some(rest) = words.trim().strip_prefix(LOSSY_DOWN) {
            if lossy_reason(rest).is_none() {
                unused.push(UnusedComment { span: comment, rule: LOSSY_DOWN.to_owned(), fault: Fault::NoReason });
            }
            continue;
        }
        let Some((whole_file, rules, reason)) = parse(words.trim()) else {
            unused.push(UnusedComment { span: comment, rule: String::new(), fault: Fault::Unreadable });
            continue;
        };
        let reach = if whole_file { Reach::File } else { Reach::Statement(statement_of(migration, comment, &lines)) };
        for rule in rules {
            if let Some(fault) = suppress(&mut migration.findings, rule, reach, reason) {
                unused.push(UnusedComment { span: comment, rule: rule.to_owned(), fault });
            }
        }
    }
    unused
}

/// Says that a way back is known to lose something: `-- migsafe: lossy-down because …`.
const LOSSY_DOWN: &str = "lossy-down";

fn lossy_reason(rest: &str) -> Option<&str> {
    rest.split(" --").next()?.trim().strip_prefix("because ").map(str::trim).filter(|reason| !reason.is_empty())
}

/// The reason that a way back gives for losing something, where it says so.
pub(crate) fn lossy_down_reason(down: &Script) -> Option<String> {
    let text = &*down.text;
    let comments = match down.language {
        Language::Sql => sql::comments(text, Span::new(0, text.len()), down.dialect),
        Language::Python => python::comments(text),
    };
    let within = |comment: &Span| down.range.is_none_or(|range| range.start <= comment.start && comment.start < range.end);
    comments.into_iter().filter(within).find_map(|comment| {
        let words = comment.of(text).trim_start_matches(['-', '/', '*', '#']).trim_end_matches(['/', '*']).trim();
        let rest = words.strip_prefix("migsafe:")?.trim().strip_prefix(LOSSY_DOWN)?;
        lossy_reason(rest).map(str::to_owned)
    })
}

/// `ignore-file a-rule, other-rule because …` → whole file or not, the rules, the reason. A second `--` ends it.
fn parse(words: &str) -> Option<(bool, Vec<&str>, Option<&str>)> {
    let words = words.split(" --").next()?;
    let (verb, rest) = words.split_once(char::is_whitespace)?;
    let whole_file = match verb {
        "ignore" => false,
        "ignore-file" => true,
        _ => return None,
    };
    let (rules, reason) = match rest.split_once(" because ") {
        Some((rules, reason)) => (rules, Some(reason.trim()).filter(|reason| !reason.is_empty())),
        None => (rest.trim_end().strip_suffix(" because").unwrap_or(rest), None),
    };
    let rules: Vec<&str> = rules.split(',').map(str::trim).collect();
    rules.iter().all(|rule| !rule.is_empty() && !rule.contains(char::is_whitespace)).then_some((whole_file, rules, reason))
}

/// The statement that the comment belongs to: the one it stands in or behind on the same line, else the next one.
fn statement_of(migration: &MigrationReport, comment: Span, lines: &LineIndex) -> Span {
    let line = lines.line(comment.start);
    let statements = &migration.statements;
    let begun = statements.begun_before(comment.start);
    let last = begun.checked_sub(1).and_then(|at| statements.place(at));
    let own = last.filter(|span| comment.start < span.end || lines.line(span.end.saturating_sub(1)) == line);
    own.or_else(|| statements.place(begun)).unwrap_or_default()
}

fn suppress(findings: &mut [Finding], rule: &str, reach: Reach, reason: Option<&str>) -> Option<Fault> {
    if migsafe_rules::find(rule).is_none() {
        return Some(Fault::UnknownRule);
    }
    let Some(reason) = reason else { return Some(Fault::NoReason) };
    let within = match reach {
        Reach::File => findings,
        // They are in the order of their places.
        Reach::Statement(span) => {
            let from = findings.partition_point(|finding| finding.span.start < span.start);
            let to = findings.partition_point(|finding| finding.span.start < span.end);
            findings.get_mut(from..to).unwrap_or_default()
        }
    };
    let mut hit = false;
    for finding in within.iter_mut().filter(|finding| finding.rule == rule) {
        hit = true;
        finding.suppressed = Some(Suppression { by: "comment", reason: Some(reason.to_owned()) });
    }
    (!hit).then_some(Fault::Nothing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_back_says_that_it_loses_something() {
        let reason = |text: &str| lossy_down_reason(&Script { text: text.into(), ..Script::default() });
        assert_eq!(reason("DROP TABLE a; -- migsafe: lossy-down because it is rebuilt nightly"), Some("it is rebuilt nightly".to_owned()));
        assert_eq!(reason("-- migsafe: lossy-down\nDROP TABLE a;"), None);
        assert_eq!(reason("SELECT '-- migsafe: lossy-down because x';"), None);
        let python = Script {
            text: "def downgrade():\n    # migsafe: lossy-down because so\n    pass\n".into(),
            language: Language::Python,
            ..Script::default()
        };
        assert_eq!(lossy_down_reason(&python), Some("so".to_owned()));
        let elsewhere = Script { range: Some(Span::new(0, 4)), ..python };
        assert_eq!(lossy_down_reason(&elsewhere), None);
    }

    #[test]
    fn a_comment_names_rules_and_a_reason() {
        assert_eq!(parse("ignore drop-column because it is empty"), Some((false, vec!["drop-column"], Some("it is empty"))));
        assert_eq!(parse("ignore-file a-b, c-d because x because y"), Some((true, vec!["a-b", "c-d"], Some("x because y"))));
        assert_eq!(parse("ignore drop-column"), Some((false, vec!["drop-column"], None)));
        assert_eq!(parse("ignore drop-column because "), Some((false, vec!["drop-column"], None)));
        assert_eq!(parse("ignore drop-column it is empty"), None);
        assert_eq!(parse("ignore"), None);
        assert_eq!(parse("disable drop-column because x"), None);
    }
}
