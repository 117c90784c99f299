//! Which crates a Rust project depends on.

use super::super::near::pattern;
use super::layout::Place;

/// What the nearest manifest that chooses a database asks of the crate, as it is written there.
pub(super) fn features(place: &Place<'_>, name: &str) -> Option<String> {
    let chosen = r"[^\]]*\b(?:postgres|mysql|sqlite)";
    let asked =
        pattern(&format!(r#"(?m)(?:^\s*"?{name}"?\s*=\s*\{{[^}}]*?|dependencies\.{name}\s*\][^\[]*?)features\s*=\s*(\[{chosen}[^\]]*\])"#));
    let path = place.nearest(&["Cargo.toml"], &asked)?;
    let text = super::super::files::glance(place.tree, &path)?;
    Some(asked.captures(&text)?.get(1)?.as_str().to_owned())
}

/// The version in the lock file, else where the crate is asked for: `sqlx 0.8.6 in Cargo.lock`, `sqlx in Cargo.toml`.
pub(super) fn depends_on(place: &Place<'_>, name: &str) -> Option<String> {
    let asked = pattern(&format!(r#"(?m)^\s*"?{name}"?\s*(?:=|\.(?:workspace|version))|dependencies\.{name}\s*\]"#));
    place.nearest(&["Cargo.toml"], &asked)?;
    let locked = pattern(&format!(r#"(?m)^name = "{name}"\r?\nversion = "([0-9][^"]*)""#));
    let version = place.nearest(&["Cargo.lock"], &locked).and_then(|path| {
        let text = super::super::files::glance(place.tree, &path)?;
        Some(locked.captures(&text)?.get(1)?.as_str().to_owned())
    });
    Some(version.map_or_else(|| format!("{name} in Cargo.toml"), |version| format!("{name} {version} in Cargo.lock")))
}
