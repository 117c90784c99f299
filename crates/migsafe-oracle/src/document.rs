//! `docs/effects.md`: what was measured, for readers.

use std::fmt::Write;

use anyhow::{Context, Result};

use crate::case::Case;
use crate::measured::{Measured, fold, key};
use crate::observation::Observation;
use crate::servers::RELEASES;

const INTRODUCTION: &str = include_str!("document.md");

/// The whole page.
///
/// # Errors
/// A case was not measured.
pub fn document(cases: &[Case], measured: &Measured) -> Result<String> {
    let releases: Vec<String> =
        RELEASES.iter().map(|(_, release)| release.split("-beta").next().unwrap_or(release).to_owned()).map(without_patch).collect();
    let mut text = INTRODUCTION.replace("{releases}", &releases.join(", ")).replace("{cases}", &cases.len().to_string());
    let mut family = "";
    for case in cases {
        if case.family != family {
            family = &case.family;
            section(case, &mut text)?;
        }
        let by_major = measured.get(&key(case)).with_context(|| format!("{} was not measured", key(case)))?;
        for (number, (majors, observation)) in fold(by_major).into_iter().enumerate() {
            row(case, number == 0, &majors, observation, &mut text)?;
        }
    }
    Ok(text)
}

/// `14.23` of `14.23.0`.
fn without_patch(release: String) -> String {
    release.strip_suffix(".0").map(str::to_owned).unwrap_or(release)
}

fn section(case: &Case, text: &mut String) -> Result<()> {
    let mut title = case.family.replace('_', " ");
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    writeln!(
        text,
        "\n## {title}\n\n<details><summary>What stands in the database before</summary>\n\n```sql\n{}\n```\n\n</details>\n",
        case.shared.trim()
    )?;
    writeln!(text, "| Statement | PostgreSQL | Locks | Rows | Waits |\n|---|---|---|---|---|")?;
    Ok(())
}

fn row(case: &Case, first: bool, majors: &str, observation: &Observation, text: &mut String) -> Result<()> {
    let statement = if first { statement(case) } else { "″".to_owned() };
    let majors = majors.replace('-', "–").replace(',', ", ");
    if let Some(error) = &observation.error {
        writeln!(text, "| {statement} | {majors} | fails: {error} | | |")?;
    } else {
        writeln!(text, "| {statement} | {majors} | {} | {} | {} |", locks(observation), rows(observation), observation.blocks.words())?;
    }
    Ok(())
}

/// The statement, what was done before it, and what is particular about it.
fn statement(case: &Case) -> String {
    let mut cell = code(&case.statement);
    let setup: Vec<String> = case.setup.lines().map(str::trim).filter(|line| !line.is_empty()).map(code).collect();
    if !setup.is_empty() {
        cell = format!("{cell}<br>after {}", setup.join("<br>"));
    }
    if case.alone {
        cell.push_str("<br>outside a transaction");
    }
    if let Some(why) = &case.unknown {
        cell = format!("{cell}<br>the text alone does not tell: {why}");
    }
    cell
}

fn code(sql: &str) -> String {
    let lines: Vec<String> =
        sql.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("`{}`", line.replace('|', "\\|"))).collect();
    lines.join("<br>")
}

/// `ACCESS EXCLUSIVE` on these, `SHARE` on those.
fn locks(observation: &Observation) -> String {
    let mut modes: Vec<&String> = observation.locks.values().collect();
    modes.sort_by_key(|mode| MODES.iter().position(|known| known == *mode));
    modes.dedup();
    let of_mode = |mode: &&String| {
        let names: Vec<&str> = observation.locks.iter().filter(|(_, held)| held == mode).map(|(name, _)| name.as_str()).collect();
        format!("{mode}: {}", names.join(", "))
    };
    if modes.is_empty() { "none".to_owned() } else { modes.iter().map(of_mode).collect::<Vec<_>>().join("<br>") }
}

/// Strongest first.
const MODES: [&str; 7] =
    ["ACCESS EXCLUSIVE", "EXCLUSIVE", "SHARE ROW EXCLUSIVE", "SHARE", "SHARE UPDATE EXCLUSIVE", "ROW EXCLUSIVE", "ROW SHARE"];

fn rows(observation: &Observation) -> String {
    let mut parts = Vec::new();
    for (word, tables) in
        [("rewrites", &observation.rewrites), ("reads", &observation.scans), ("builds indexes of", &observation.index_builds)]
    {
        if !tables.is_empty() {
            parts.push(format!("{word} {}", tables.iter().map(String::as_str).collect::<Vec<_>>().join(", ")));
        }
    }
    parts.join("<br>")
}
