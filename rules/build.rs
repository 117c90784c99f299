//! Reads every rule file beside this script and writes them down as constants. A file that breaks the format breaks the build.

#[path = "src/parse.rs"]
mod parse;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use parse::Rule;
use parse::example::{Example, File, Marker};

fn main() {
    println!("cargo::rerun-if-changed=.");
    let mut errors = String::new();
    let mut code = String::from(
        "/// Every rule, by name.\n#[allow(clippy::unreadable_literal, reason = \"times stand as the journal has them\")]\npub(crate) static RULES: &[Rule] = &[\n",
    );
    for path in rule_files() {
        match read(&path) {
            Ok(rule) => code.push_str(&rule_code(&rule)),
            Err(message) => {
                let _ = write!(errors, "\n  rules/{message}");
            }
        }
    }
    code.push_str("];\n");
    if !errors.is_empty() {
        fail(&errors);
    }
    let Some(folder) = std::env::var_os("OUT_DIR") else { fail("OUT_DIR is not set") };
    if let Err(error) = std::fs::write(Path::new(&folder).join("rules.rs"), code) {
        fail(&error.to_string());
    }
}

fn fail(message: &str) -> ! {
    eprintln!("rule files that cannot be read:{message}");
    std::process::exit(1)
}

fn rule_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = match std::fs::read_dir(".") {
        Ok(entries) => entries.filter_map(Result::ok).map(|entry| entry.path()).collect(),
        Err(error) => fail(&error.to_string()),
    };
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort_by(|a, b| a.file_stem().cmp(&b.file_stem()));
    files
}

fn read(path: &Path) -> Result<Rule, String> {
    let id = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{id}.md: {error}"))?;
    parse::rule(&id, &text).map_err(|error| format!("{id}.md:{}: {}", error.line, error.message))
}

fn rule_code(rule: &Rule) -> String {
    format!(
        "Rule {{ id: {:?}, summary: {:?}, category: Category::{}, levels: &[{}], aliases: &{:?}, since: {:?}, postgres: {:?}, links: &{:?}, body: {:?}, sections: &{:?}, examples: &[{}] }},\n",
        rule.id,
        rule.summary,
        rule.category,
        rule.levels.iter().map(|(case, level)| format!("({case:?}, Level::{level}),")).collect::<Vec<_>>().concat(),
        rule.aliases,
        rule.since,
        rule.postgres,
        rule.links,
        rule.body,
        rule.sections,
        rule.examples.iter().map(example_code).collect::<String>(),
    )
}

fn example_code(example: &Example) -> String {
    format!(
        "Example {{ quality: Quality::{}, language: Language::{}, tool: {:?}, tool_version: {:?}, postgres: {:?}, dialect: {:?}, together: {}, lock_timeout: {}, scope: {:?}, files: &[{}], whole: &[{}], line: {} }},",
        example.quality,
        example.language,
        example.tool,
        example.tool_version,
        example.postgres,
        example.dialect,
        example.together,
        example.lock_timeout,
        example.scope,
        example.files.iter().map(file_code).collect::<String>(),
        example.project.iter().map(marker_code).collect::<String>(),
        example.line,
    )
}

fn file_code(file: &File) -> String {
    format!(
        "File {{ name: {:?}, text: {:?}, history: {}, base: {}, when: {:?}, journal: {}, markers: &[{}] }},",
        file.name,
        file.text,
        file.history,
        file.base,
        file.when,
        file.journal,
        file.markers.iter().map(marker_code).collect::<String>(),
    )
}

fn marker_code(marker: &Marker) -> String {
    format!("Marker {{ line: {}, level: Level::{}, rule: {:?} }},", marker.line, marker.level, marker.rule)
}
