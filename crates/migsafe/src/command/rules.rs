//! `migsafe rules`.

use migsafe_rules::{Level, Rule};
use serde::Serialize;

use crate::arguments::{PlainFormat, RulesArguments};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{json, print};
use crate::terminal::{Style, Terminal, wrap};

/// One rule for programs.
#[derive(Serialize)]
struct Listed {
    id: &'static str,
    level: Level,
    category: &'static str,
    summary: &'static str,
}

/// Lists every rule.
pub(crate) fn run(arguments: &RulesArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let rules = migsafe_rules::all();
    match arguments.format {
        PlainFormat::Text => print(&table(rules, terminal))?,
        PlainFormat::Json => json::print(&rules.iter().map(listed).collect::<Vec<Listed>>())?,
    }
    Ok(Exit::Fine)
}

fn listed(rule: &Rule) -> Listed {
    Listed { id: rule.id, level: rule.worst_level(), category: rule.category.word(), summary: rule.summary }
}

fn table(rules: &[Rule], terminal: &Terminal) -> String {
    let id = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let category = rules.iter().map(|rule| rule.category.word().len()).max().unwrap_or_default();
    let before = id + 2 + 7 + 2 + category + 2;
    let room = terminal.width.saturating_sub(before).max(30);
    let mut text = String::new();
    for rule in rules {
        let level = rule.worst_level();
        let style = match level {
            Level::Error => Style::Red,
            Level::Warning => Style::Yellow,
            Level::Info | Level::Off => Style::Blue,
        };
        let mut summary = wrap(rule.summary, room).into_iter();
        text.push_str(&format!(
            "{}  {}  {:<category$}  {}\n",
            terminal.paint(Style::Bold, &format!("{:<id$}", rule.id)),
            terminal.paint(style, &format!("{:<7}", level.word())),
            rule.category.word(),
            summary.next().unwrap_or_default(),
        ));
        for line in summary {
            text.push_str(&format!("{}{line}\n", " ".repeat(before)));
        }
    }
    text
}
