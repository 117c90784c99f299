//! The targets of a Makefile, the recipes of a justfile and the tasks of a Taskfile.

use std::collections::BTreeMap;
use std::ops::Range;

use camino::Utf8Path;

use super::document::Node;

/// A target or recipe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) name: String,
    /// What runs before it.
    pub(super) needs: Vec<String>,
    /// Its lines, without the marks that silence them.
    pub(super) text: String,
    /// The place of its lines.
    pub(super) span: Range<usize>,
}

/// Whether a file holds the tasks of Task, by its name.
pub(super) fn is_taskfile(name: &str) -> bool {
    matches!(name, "Taskfile.yml" | "Taskfile.yaml" | "taskfile.yml" | "taskfile.yaml" | "Taskfile.dist.yml" | "Taskfile.dist.yaml")
}

/// The targets of any such file.
pub(super) fn of_file(path: &Utf8Path, text: &str) -> Vec<Target> {
    if path.file_name().is_some_and(is_taskfile) { tasks(path, text) } else { read(text) }
}

/// The tasks of a Taskfile, which call each other by name.
fn tasks(path: &Utf8Path, text: &str) -> Vec<Target> {
    let Some(document) = Node::read(path, text).into_iter().next() else { return Vec::new() };
    let named = |node: &Node| node.text().or_else(|| node.get("task")?.text()).map(str::to_owned);
    let tasks = document.get("tasks").map(Node::fields).unwrap_or_default().iter().map(|(name, node)| {
        let commands: Vec<&Node> = match node.items() {
            [] => node.get("cmds").into_iter().chain(node.get("cmd")).chain(node.text().map(|_| node)).flat_map(Node::each).collect(),
            items => items.iter().collect(),
        };
        let mut needs: Vec<String> = node.get("deps").map(Node::items).unwrap_or_default().iter().filter_map(named).collect();
        needs.extend(commands.iter().filter_map(|it| it.get("task")?.text()).map(str::to_owned));
        let lines: Vec<&str> = commands.iter().filter_map(|it| it.text().or_else(|| it.get("cmd")?.text())).collect();
        Target { name: name.clone(), needs, text: lines.join("\n"), span: node.span.clone() }
    });
    tasks.collect()
}

/// All targets, in the order of the file.
fn read(text: &str) -> Vec<Target> {
    let variables = variables(text);
    let mut targets: Vec<Target> = Vec::new();
    let (mut at, mut open) = (0, 0);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if line.starts_with(['\t', ' ']) {
            let newest = targets.len().saturating_sub(open);
            for target in targets.iter_mut().skip(newest) {
                let command = line.trim_start().trim_start_matches(['@', '-', '+']);
                target.text.push_str(&expanded(command, &variables));
                target.span.end = at;
            }
        } else if let Some((names, needs)) = header(line) {
            open = names.len();
            let needs: Vec<String> =
                needs.split_whitespace().map(|need| need.trim_matches(['(', ')']).to_owned()).filter(|need| is_name(need)).collect();
            targets.extend(names.into_iter().map(|name| Target { name, needs: needs.clone(), text: String::new(), span: start..at }));
        } else if !line.trim().is_empty() && !line.starts_with('#') {
            open = 0;
        }
    }
    targets
}

/// `migrate: build`, `deploy env='x':`, `a b: c`.
fn header(line: &str) -> Option<(Vec<String>, &str)> {
    let line = line.split(" #").next().unwrap_or(line).trim_end();
    let (names, needs) = line.split_once(':')?;
    if needs.starts_with('=') || names.contains(":=") || names.starts_with(['.', '#', '[']) {
        return None;
    }
    let needs = needs.trim_start_matches(':');
    let mut words = names.split_whitespace();
    let first = words.next()?.trim_start_matches('@').to_owned();
    // The words after a recipe's name are its parameters: they name no target that anybody calls.
    let more = words.filter(|word| is_name(word)).map(str::to_owned);
    is_name(&first).then(|| (std::iter::once(first).chain(more).collect(), needs))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|character| character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | '/'))
}

/// `NAME = value` of a Makefile.
fn variables(text: &str) -> BTreeMap<String, String> {
    let mut variables = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with(['\t', '#'])) {
        if let Some((name, value)) = line.split_once('=') {
            let name = name.trim().trim_end_matches([':', '?']).trim();
            if is_name(name) {
                variables.insert(name.to_owned(), value.trim().to_owned());
            }
        }
    }
    variables
}

/// With the values of `$(NAME)`, and `$$` as the shell sees it.
fn expanded(line: &str, variables: &BTreeMap<String, String>) -> String {
    let mut line = line.replace("$(MAKE)", "make").replace("${MAKE}", "make");
    for (name, value) in variables {
        // A value that names itself would grow without end.
        if !value.contains(&format!("({name})")) && value.len() < 500 {
            line = line.replace(&format!("$({name})"), value).replace(&format!("{{{{{name}}}}}"), value);
        }
    }
    line.replace("$$", "$")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_and_recipes() {
        let text = "RUN := poetry run\n.PHONY: a\n\na b: c # why\n\t@$(RUN) alembic upgrade head\n\t-echo $$HOME\n\nx := 1\n# d: e\nc:\n\tmake -C sub d\n";
        let shown: Vec<String> =
            read(text).into_iter().map(|target| format!("{} <{}> {}", target.name, target.needs.join(" "), target.text)).collect();
        assert_eq!(
            shown,
            [
                "a <c> poetry run alembic upgrade head\necho $HOME\n",
                "b <c> poetry run alembic upgrade head\necho $HOME\n",
                "c <> make -C sub d\n"
            ]
        );
        let just = "set shell := [\"bash\"]\n\n[private]\n@deploy env='dev': build\n    npx prisma db push\n";
        let recipes = read(just);
        assert_eq!((recipes[0].name.as_str(), recipes[0].text.as_str()), ("deploy", "npx prisma db push\n"));
        assert!(just[recipes[0].span.clone()].contains("prisma"));
    }
}
