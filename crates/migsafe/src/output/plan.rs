//! A plan for people: what would run, on what evidence, and what is missing.

use migsafe_core::Light;
use migsafe_core::effect::Reversible;
use migsafe_release::gate::{Answer, Concern, GateReport};
use migsafe_release::plan::{PhaseState, Plan, RedStatement, Rung, Word};

use super::migrations::light;
use super::{advice, operations, text};
use crate::clean;
use crate::terminal::{Style, Terminal, count, wrap};

/// The column at which a gate's evidence begins.
const EVIDENCE: usize = 29;

/// So many steps back are shown; JSON has all.
const STEPS: usize = 20;

/// So many pending migrations of an environment of which nothing is recorded are a history rather than a change.
const ALL_NEW: usize = 20;

/// So many commits are listed.
const COMMITS: usize = 10;

/// The whole plan.
pub(crate) fn render(plan: &Plan, terminal: &Terminal) -> String {
    let mut shown = head(plan, terminal);
    let projects: Vec<_> = plan.report.projects.iter().filter(|project| !project.migrations.is_empty()).collect();
    for project in &projects {
        shown.push_str(&format!("{}\n", text::header(project, projects.len() > 1, terminal)));
    }
    if plan.base.is_none() && plan.migrations.len() > ALL_NEW {
        shown.push_str(&first(plan, terminal));
        shown.push_str(&text::render_problems(&plan.report, terminal));
    } else {
        if !projects.is_empty() {
            shown.push('\n');
            shown.push_str(&operations::render(&plan.report, terminal));
        }
        shown.push_str(&details(plan, terminal));
    }
    shown.push_str(&gates(plan, terminal));
    shown.push_str(&verdict(plan, terminal));
    shown
}

/// What is to be done first, where a whole history seems to be pending.
fn first(plan: &Plan, terminal: &Terminal) -> String {
    let (many, environment) = (plan.migrations.len(), clean::line(&plan.environment));
    let line = format!(
        "  nothing is recorded of what {environment} holds, so that all {many} migrations count as pending and are not listed. If it runs most of them, record that first:"
    );
    format!("\n{}    migsafe release adopt --env {environment} --at COMMIT\n", paragraph(&line, 2, terminal))
}

/// What a person must see before saying yes.
fn details(plan: &Plan, terminal: &Terminal) -> String {
    let mut shown = String::new();
    shown.push_str(&text::render_problems(&plan.report, terminal));
    shown.push_str(&changes(plan, terminal));
    for red in &plan.reds {
        shown.push_str(&ladder(red, terminal));
    }
    shown.push_str(&way_back(plan, terminal));
    shown
}

/// `plan 3f9a1c2b7d10 · production · main is 1a2b3c4d5e · red, cannot be undone`
fn head(plan: &Plan, terminal: &Terminal) -> String {
    let undone = if plan.irreversible { ", cannot be undone" } else { "" };
    let parts = [
        terminal.paint(Style::Bold, &format!("plan {}", plan.digest.short())),
        format!("{}{}", clean::line(&plan.environment), if plan.protected { " (protected)" } else { "" }),
        format!("{} is {}", clean::line(&plan.reference), short(&plan.commit)),
        format!("{}{undone}", light(plan.light, terminal).replace(' ', "")),
    ];
    let mut shown = format!("{}\n", parts.join(terminal.separator()));
    let held = match &plan.base {
        Some(base) => format!("{} applied, as recorded by {} at {}", plan.applied, clean::line(&base.by), short(&base.commit)),
        None => "nothing is recorded as applied".to_owned(),
    };
    let pending = if plan.migrations.is_empty() { "nothing pending".to_owned() } else { count(plan.migrations.len(), "pending migration") };
    shown.push_str(&format!("{pending}{}{held}\n", terminal.separator()));
    for loosened in &plan.loosened {
        let of = loosened.environment.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
        let line = format!(
            "  policy: {}{of} is {} here and {} where policy is trusted, which counts",
            loosened.what, loosened.branch_value, loosened.trusted_value
        );
        shown.push_str(&paragraph(&clean::line(&line), 10, terminal));
    }
    for note in &plan.notes {
        shown.push_str(&paragraph(&format!("  note: {note}"), 8, terminal));
    }
    shown
}

/// What changed in the repository since the last release.
fn changes(plan: &Plan, terminal: &Terminal) -> String {
    let changes = &plan.changes;
    if changes.commits == 0 {
        return String::new();
    }
    let since = plan.base.as_ref().map(|base| format!(" since {}", short(&base.commit))).unwrap_or_default();
    let people = if changes.people == 1 { "1 person".to_owned() } else { format!("{} people", changes.people) };
    let mut shown =
        format!("\n{}{since} by {people}, {} with migrations\n", count(changes.commits, "commit"), changes.with_migrations.len());
    for change in changes.with_migrations.iter().take(COMMITS) {
        let beside = match change.other_files {
            0 => "migrations alone".to_owned(),
            number => format!("with {}", count(number, "other file")),
        };
        let line = format!("  {}  {} ({beside})", short(&change.commit), clean::line(&change.subject));
        shown.push_str(&format!("{}\n", crate::terminal::cut(&line, terminal.width)));
    }
    if changes.with_migrations.len() > COMMITS {
        shown.push_str(&format!("  and {} more\n", changes.with_migrations.len() - COMMITS));
    }
    shown
}

/// A red statement, its phases, and what to do instead.
fn ladder(red: &RedStatement, terminal: &Terminal) -> String {
    let (mark, style) = match red.rung {
        Rung::Accepted => ("accepted", Style::Yellow),
        Rung::Confirmable => ("can be accepted", Style::Red),
        Rung::Refused => ("refused", Style::BoldRed),
    };
    let mut shown = format!("\n{} {}\n", terminal.paint(style, &format!("{mark}:")), clean::line(&red.message));
    shown.push_str(&format!("  {} at {}:{}\n", terminal.paint(Style::Bold, &red.id), clean::line(red.path.as_str()), red.line));
    for (number, phase) in red.phases.iter().enumerate() {
        let (word, style) = match phase.state {
            PhaseState::Proven => ("proven", Style::Green),
            PhaseState::NotNeeded => ("not needed", Style::Green),
            PhaseState::Attested => ("attested", Style::Yellow),
            PhaseState::NotProven => ("not proven", Style::Red),
            PhaseState::Disproved => ("disproved", Style::BoldRed),
        };
        let name = phase.name.words();
        let line =
            format!("    {}  {name:<26}  {}  {}", number + 1, terminal.paint(style, &format!("{word:<10}")), clean::line(&phase.evidence));
        shown.push_str(&paragraph(&line, 47, terminal));
    }
    if let Some(accepted) = &red.accepted {
        shown.push_str(&paragraph(&format!("    accepted by {accepted}"), 6, terminal));
    }
    if red.rung != Rung::Accepted && !red.instead.is_empty() {
        shown.push_str("    the safe way\n");
        for line in advice::steps(&red.instead, terminal.width.saturating_sub(8), terminal) {
            shown.push_str(&format!("      {line}\n"));
        }
    }
    shown
}

/// What undoes it, the last statement first, with what each step gives back.
fn way_back(plan: &Plan, terminal: &Terminal) -> String {
    let steps: Vec<_> = plan.migrations.iter().rev().flat_map(|migration| &migration.rollback.steps).collect();
    let told = steps.iter().filter(|step| !step.inverse.sql.is_empty() || step.inverse.grade != Reversible::Lossless);
    let mut shown = String::new();
    for step in told.take(STEPS) {
        let (word, style) = match step.inverse.grade {
            Reversible::Lossless => ("lossless", Style::Green),
            Reversible::Lossy => ("lossy", Style::Yellow),
            Reversible::Impossible => ("impossible", Style::Red),
        };
        for sql in &step.inverse.sql {
            shown.push_str(&format!("  {}\n", clean::text(sql).replace('\n', "\n  ")));
        }
        let line = format!("    {}  {}", terminal.paint(style, word), clean::line(&step.inverse.reason));
        shown.push_str(&paragraph(&line, 6 + word.len(), terminal));
    }
    if shown.is_empty() { shown } else { format!("\nto undo it\n{shown}") }
}

/// Every gate: those about the change first, then those about the moment.
fn gates(plan: &Plan, terminal: &Terminal) -> String {
    let mut shown = String::new();
    for (concern, title) in [(Concern::Change, "the change"), (Concern::Moment, "there, now")] {
        let gates: Vec<&GateReport> = plan.gates.iter().filter(|gate| gate.concern == concern).collect();
        if !gates.is_empty() {
            shown.push_str(&format!("\n{title}\n"));
        }
        let (asked, idle): (Vec<&GateReport>, Vec<&GateReport>) = gates.into_iter().partition(|gate| gate.asked);
        for gate in asked {
            shown.push_str(&one_gate(gate, terminal));
        }
        if !idle.is_empty() {
            let names: Vec<&str> = idle.iter().map(|gate| gate.name).collect();
            shown.push_str(&paragraph(&format!("  pass     nothing is asked of {}", names.join(", ")), 11, terminal));
        }
    }
    shown
}

fn one_gate(gate: &GateReport, terminal: &Terminal) -> String {
    let (word, style) = match gate.answer {
        _ if gate.overridden.is_some() => ("opened", Style::Yellow),
        Answer::Pass => ("pass", Style::Green),
        Answer::Unknown => ("unknown", Style::Yellow),
        Answer::Fail => ("no", Style::Red),
    };
    let mut shown = String::new();
    let mut label = format!("  {}  {:<17} ", terminal.paint(style, &format!("{word:<7}")), gate.name);
    for evidence in gate.overridden.iter().chain(&gate.evidence) {
        shown.push_str(&paragraph(&format!("{label}{}", clean::line(evidence)), EVIDENCE, terminal));
        label = " ".repeat(EVIDENCE);
    }
    if gate.answer != Answer::Pass && gate.overridden.is_none() {
        for next in &gate.next {
            let line = format!("{}→ {}", " ".repeat(EVIDENCE), clean::line(next));
            // A command is never broken: it is there to be copied.
            let is_command = ["migsafe ", "git "].iter().any(|program| next.starts_with(program));
            shown.push_str(&if is_command { format!("{line}\n") } else { paragraph(&line, EVIDENCE + 2, terminal) });
        }
    }
    shown
}

/// The last lines: of the change, then of the moment.
fn verdict(plan: &Plan, terminal: &Terminal) -> String {
    let names = |concern: Concern| -> Vec<&str> {
        let stands = |gate: &&GateReport| plan.verdict.gates.contains(&gate.name) && gate.concern == concern;
        plan.gates.iter().filter(stands).map(|gate| gate.name).collect()
    };
    let change = names(Concern::Change);
    let moment = names(Concern::Moment);
    let mut shown = String::from("\n");
    match plan.verdict.change {
        Word::Ready => {
            shown.push_str(&format!("{}: nothing in the change itself stands in the way\n", terminal.paint(light_style(plan.light), "ok")));
        }
        word => shown.push_str(&format!("{}: {}\n", terminal.paint(Style::BoldRed, refusal(word)), change.join(", "))),
    }
    match plan.verdict.word {
        Word::Ready => {
            shown.push_str(&format!(
                "{}: every gate to {} passes\n",
                terminal.paint(Style::Green, "ready"),
                clean::line(&plan.environment)
            ));
        }
        _ if moment.is_empty() => {}
        _ => shown.push_str(&format!("not to {} now: {}\n", clean::line(&plan.environment), moment.join(", "))),
    }
    shown
}

/// What a verdict that stands in the way is called.
pub(crate) const fn refusal(word: Word) -> &'static str {
    match word {
        Word::Ready => "ready",
        Word::ApprovalMissing => "approval missing",
        Word::Refused => "refused",
        Word::Unknown => "unknown, and that blocks",
        Word::Integrity => "integrity",
    }
}

const fn light_style(light: Light) -> Style {
    match light {
        Light::Green => Style::Green,
        Light::Yellow | Light::Red => Style::Yellow,
    }
}

/// Text broken to the width; every line but the first begins at the column.
fn paragraph(text: &str, column: usize, terminal: &Terminal) -> String {
    let (label, rest) = text.split_at(leading(text, column));
    let lines = wrap(rest, terminal.width.saturating_sub(column).max(20));
    let mut shown = String::new();
    for (at, line) in lines.iter().enumerate() {
        let before = if at == 0 { label.to_owned() } else { " ".repeat(column) };
        shown.push_str(format!("{before}{line}").trim_end());
        shown.push('\n');
    }
    shown
}

/// The bytes of the text that stand before the column, styles left out.
fn leading(text: &str, column: usize) -> usize {
    let mut seen = 0;
    let mut inside_style = false;
    for (at, character) in text.char_indices() {
        if seen >= column && !inside_style {
            return at;
        }
        match character {
            '\x1b' => inside_style = true,
            'm' if inside_style => inside_style = false,
            _ if inside_style => {}
            _ => seen += 1,
        }
    }
    text.len()
}

/// A commit as people write it.
fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}
