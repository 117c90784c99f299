//! A new rule's two files, such that everything builds and the rule's example fails until the detection is written.

use std::fs;
use std::path::Path;

use crate::Failure;

const PAGE: &str = include_str!("../templates/rule.md");
const DETECTION: &str = include_str!("../templates/rule.rs.txt");

/// Writes `rules/<id>.md` and `crates/migsafe-core/src/rules/<id>.rs`, and refuses to write over either.
pub(crate) fn write(root: &Path, id: &str) -> Result<(), Failure> {
    if !is_kebab_case(id) {
        return Err(format!("`{id}` is no rule id: small letters and digits in words joined by `-`, as in drop-column"));
    }
    let page = format!("rules/{id}.md");
    let detection = format!("crates/migsafe-core/src/rules/{}.rs", id.replace('-', "_"));
    if let Some(there) = [&page, &detection].into_iter().find(|path| root.join(path).exists()) {
        return Err(format!("{there} is there already"));
    }
    for (path, template) in [(&page, PAGE), (&detection, DETECTION)] {
        fs::write(root.join(path), template.replace("{id}", id)).map_err(|error| format!("{path}: {error}"))?;
        println!("wrote {path}");
    }
    println!("next: say in the page what the rule reports and mark it in the examples, write the detection, and run");
    println!("  RULE={id} cargo test --package migsafe-core --test rule_examples");
    Ok(())
}

/// Whether the name has the form that rule ids have.
fn is_kebab_case(id: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit());
    id.starts_with(|first: char| first.is_ascii_lowercase()) && id.split('-').all(word)
}

#[cfg(test)]
mod tests {
    use super::is_kebab_case;

    #[test]
    fn ids_are_kebab_case() {
        assert!(["drop-column", "x", "int4-overflow"].into_iter().all(is_kebab_case));
        assert!(!["", "Drop", "drop_column", "-a", "a-", "a--b", "4x", "../a", "a b"].into_iter().any(is_kebab_case));
    }
}
