//! What the reader of TOML complains of, in words for people.

use crate::policy::PolicyFault;
use crate::suggest::did_you_mean;

/// A complaint of the reader of TOML with its place, and the nearest name where one was misspelt.
pub fn unreadable(error: &toml::de::Error) -> PolicyFault {
    let complaint = error.message().replace('\n', "; ");
    let span = error.span().unwrap_or(0..0);
    // The names in a complaint stand in back ticks: first the one written, then those that are known.
    let mut names = complaint.split('`').skip(1).step_by(2);
    let written = names.next().unwrap_or_default();
    let known: Vec<&str> = names.collect();
    let nearest = || match did_you_mean(written, known.iter().copied()) {
        near if near.is_empty() && !known.is_empty() => format!("known here: {}", known.join(", ")),
        near => near,
    };
    if complaint.starts_with("unknown field") {
        PolicyFault::new(span, format!("there is no key `{written}` here")).help(nearest())
    } else if complaint.starts_with("unknown variant") {
        PolicyFault::new(span, format!("`{written}` is not one of the values")).help(nearest())
    } else if complaint.starts_with("missing field") {
        PolicyFault::new(span, format!("`{written}` is missing")).help(example(written))
    } else if complaint.contains("expected a sequence") {
        PolicyFault::new(span, complaint.clone())
            .help("a list is wanted: [\"…\"]; a command is the program, then its arguments: there is no shell")
    } else if complaint.contains("expected a string") {
        PolicyFault::new(span, complaint.clone()).help("a text in quotes is wanted")
    } else if complaint.starts_with("invalid value: integer") {
        PolicyFault::new(span, complaint.clone()).help("a whole number, 0 or more")
    } else {
        PolicyFault::new(span, complaint.clone())
    }
}

/// What a key that must be there looks like.
fn example(key: &str) -> &'static str {
    match key {
        "order" => "its place in the promotion path: order = 1",
        "ref" => "which commits may be released: ref = \"branch:main\", or \"tag:v*\"",
        "migrate" => "when migrations run: \"before-code\", \"during-build\", \"after-code\" or \"separate-release\"",
        "tz" => "the time zone that the times are in: tz = \"Europe/Berlin\"",
        "run" => "the program, then its arguments: run = [\"npm\", \"test\"]",
        "name" => "records name it: name = \"tests\"",
        "reason" => "people ask why: reason = \"year end\"",
        "on" => "of what: on = [\"start\", \"success\", \"failure\", \"refused\"]",
        "webhook_env" => "the variable that holds the address: webhook_env = \"SLACK_URL\"",
        _ => "",
    }
}
