//! `migsafe explain`.

use migsafe_rules::{Level, Rule};

use crate::arguments::ExplainArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{markdown, print};
use crate::terminal::{Style, Terminal};
use migsafe_release::suggest::did_you_mean;

/// Shows the page of one rule.
pub(crate) fn run(arguments: &ExplainArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let wanted = arguments.rule.as_str();
    let by_alias = || migsafe_rules::all().iter().find(|rule| rule.aliases.iter().any(|(_, alias)| *alias == wanted));
    let Some(rule) = migsafe_rules::find(wanted).or_else(by_alias) else {
        let near = did_you_mean(wanted, migsafe_rules::all().iter().map(|rule| rule.id));
        let help = if near.is_empty() { "migsafe rules lists them all".to_owned() } else { near };
        return Err(Failure::with_help(format!("there is no rule `{wanted}`"), help));
    };
    print(&page(rule, terminal))?;
    Ok(Exit::Fine)
}

fn page(rule: &Rule, terminal: &Terminal) -> String {
    let mut text = markdown::render(rule.body, terminal);
    text.push('\n');
    let levels: Vec<String> = rule.levels.iter().map(|(case, level)| level_of_case(case, *level)).collect();
    let mut facts = vec![("level", levels.join(", ")), ("category", rule.category.word().to_owned())];
    if let Some(postgres) = rule.postgres {
        facts.push(("PostgreSQL", postgres.to_owned()));
    }
    if !rule.aliases.is_empty() {
        let aliases: Vec<String> = rule.aliases.iter().map(|(linter, alias)| format!("{alias} ({linter})")).collect();
        facts.push(("elsewhere", aliases.join(", ")));
    }
    facts.extend(rule.links.iter().map(|link| ("read on", (*link).to_owned())));
    for (name, value) in facts {
        text.push_str(&format!("{}  {value}\n", terminal.paint(Style::Dim, &format!("{name:<10}"))));
    }
    text
}

fn level_of_case(case: &str, level: Level) -> String {
    if case == "default" { level.word().to_owned() } else { format!("{} ({case})", level.word()) }
}
