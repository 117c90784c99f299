//! Binds every rule of `migsafe-rules` to its detection in `src/rules/`. A page without detection, a detection without a page and a case that the detection never names break the build.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=src/rules");
    let source = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("src/rules");
    let mut faults = String::new();
    let mut modules = String::new();
    let mut registry =
        String::from("/// Every rule with its detection, by name.\npub(super) const REGISTRY: &[(&str, super::Check)] = &[\n");
    let stems = stems(&source);
    for rule in migsafe_rules::all() {
        let module = rule.id.replace('-', "_");
        if !stems.contains(&module) {
            let _ = writeln!(faults, "rules/{}.md has no detection: crates/migsafe-core/src/rules/{module}.rs is missing", rule.id);
            continue;
        }
        let path = source.join(format!("{module}.rs"));
        let code = std::fs::read_to_string(&path).unwrap_or_default();
        for (case, _) in rule.levels {
            if !code.contains(&format!("\"{case}\"")) {
                let _ = writeln!(faults, "rules/{}.md has a case `{case}` that src/rules/{module}.rs never names", rule.id);
            }
        }
        let _ = writeln!(modules, "#[path = {:?}]\nmod {module};", path.display().to_string());
        let _ = writeln!(registry, "    ({:?}, {module}::CHECK),", rule.id);
    }
    for stem in stems.iter().filter(|stem| migsafe_rules::find(&stem.replace('_', "-")).is_none()) {
        let _ = writeln!(faults, "src/rules/{stem}.rs has no page: rules/{}.md is missing", stem.replace('_', "-"));
    }
    let code = format!("{modules}\n{registry}];\n");
    let folder = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    if let Err(error) = std::fs::write(folder.join("rules.rs"), code) {
        let _ = writeln!(faults, "{error}");
    }
    if !faults.is_empty() {
        eprint!("{faults}");
        std::process::exit(1);
    }
}

/// The stems of the Rust files in the folder; folders below it hold what rules share.
fn stems(folder: &Path) -> BTreeSet<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeSet::new() };
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let code = paths.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    code.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect()
}
