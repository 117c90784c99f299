//! One line a migration.

use migsafe_core::Light;
use migsafe_core::report::MigrationReport;
use unicode_width::UnicodeWidthStr as _;

use super::text::tallies;
use crate::clean;
use crate::terminal::{Style, Terminal, count, cut};

/// Up to so many migrations, every one has its line.
const LISTED: usize = 10;

/// The lines of the migrations from `first` on, in order; in a long list the green ones without findings are a count, as are those before `first`.
pub(crate) fn render(migrations: &[MigrationReport], first: usize, terminal: &Terminal) -> String {
    let (old, new) = migrations.split_at(first.min(migrations.len()));
    let folds = new.len() > LISTED;
    let is_listed = |migration: &&MigrationReport| !folds || migration.light != Light::Green || !migration.findings.is_empty();
    let listed: Vec<&MigrationReport> = new.iter().filter(is_listed).collect();
    let room = terminal.width.saturating_sub(30).max(20);
    let names: Vec<String> = listed.iter().map(|migration| cut(&clean::line(&migration.id), room)).collect();
    let width = names.iter().map(|name| name.width()).max().unwrap_or_default();
    let mut text = String::new();
    for (migration, name) in listed.iter().zip(&names) {
        let padding = " ".repeat(width - name.width());
        text.push_str(format!("  {}  {name}{padding}  {}", light(migration.light, terminal), tallies(&migration.findings)).trim_end());
        text.push('\n');
    }
    if new.len() > listed.len() {
        text.push_str(&format!("  {}  {}\n", light(Light::Green, terminal), count(new.len() - listed.len(), "more migration")));
    }
    for colour in [Light::Red, Light::Yellow, Light::Green] {
        let number = old.iter().filter(|migration| migration.light == colour).count();
        if number > 0 {
            text.push_str(&format!("  {}  {}\n", light(colour, terminal), count(number, "older migration")));
        }
    }
    text
}

/// The word of a light in its colour, as wide as the widest.
pub(crate) fn light(light: Light, terminal: &Terminal) -> String {
    let style = match light {
        Light::Green => Style::Green,
        Light::Yellow => Style::Yellow,
        Light::Red => Style::Red,
    };
    terminal.paint(style, &format!("{:<6}", light.word()))
}
