//! What a simple command means: a tool's command, or a call of something else that is in the repository.

use super::callers;
use super::tool::{self, Tool};

/// What a command leads to.
#[derive(Debug, Clone)]
pub(super) enum Meaning {
    /// A tool reaches a database.
    Tool(&'static Tool),
    /// A script of a `package.json`.
    Script { name: String, which: Which },
    /// A target of a Makefile or a recipe of a justfile.
    Target { name: String, directory: Option<String> },
    /// A shell script.
    File(String),
    /// A text of a shell.
    Shell(String),
    /// Changes the folder for what follows.
    Folder(String),
    /// Starts a database of its own.
    OwnDatabase,
    /// Asks migsafe first.
    Gate,
}

/// Of which packages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Which {
    /// The one whose folder it runs in, or that which stands above.
    Here,
    /// By the package's name, or the last part of it, or its folder.
    Named(String),
    /// The one in this folder.
    Folder(String),
    /// Every one that has the script.
    All,
}

const MANAGERS: [&str; 4] = ["npm", "pnpm", "yarn", "bun"];

/// Programs that run the command that follows their own options.
const WRAPPERS: [&str; 50] = [
    "node",
    "tsx",
    "ts-node",
    "vite-node",
    "deno",
    "npx",
    "pnpx",
    "bunx",
    "npm",
    "pnpm",
    "yarn",
    "bun",
    "uv",
    "uvx",
    "poetry",
    "pipenv",
    "pdm",
    "hatch",
    "rye",
    "python",
    "python3",
    "docker",
    "docker-compose",
    "podman",
    "dotenv",
    "dotenvx",
    "env",
    "env-cmd",
    "cross-env",
    "sudo",
    "doppler",
    "infisical",
    "op",
    "timeout",
    "nice",
    "gosu",
    "su-exec",
    "kubectl",
    "railway",
    "heroku",
    "fly",
    "flyctl",
    "vercel",
    "xargs",
    "concurrently",
    "start-server-and-test",
    "tini",
    "dumb-init",
    "cargo",
    "mise",
];

const SHELLS: [&str; 6] = ["sh", "bash", "zsh", "ash", "dash", "ksh"];

/// What a command's words lead to, in their order.
pub(super) fn read(words: &[String]) -> Vec<Meaning> {
    let Some(first) = words.first() else { return Vec::new() };
    let name = tool::program_name(first);
    let arguments = words.get(1..).unwrap_or_default();
    if let Some(tool) = tool::at(words) {
        return vec![Meaning::Tool(tool)];
    }
    match name {
        "cd" | "pushd" => return arguments.first().map(|folder| Meaning::Folder(folder.clone())).into_iter().collect(),
        "source" | "." => return arguments.first().map(|path| Meaning::File(path.clone())).into_iter().collect(),
        "migsafe" => return if arguments.iter().any(|word| word == "release") { vec![Meaning::Gate] } else { Vec::new() },
        "make" | "gmake" | "just" | "task" | "go-task" => return targets(arguments),
        "turbo" | "nx" | "lerna" | "wireit" => return orchestrated(arguments),
        "run-s" | "run-p" | "npm-run-all" | "npm-run-all2" => {
            let names = arguments.iter().filter(|word| !word.starts_with('-'));
            return names.map(|name| Meaning::Script { name: name.clone(), which: Which::Here }).collect();
        }
        "supabase" if arguments.first().is_some_and(|word| word == "start") => return vec![Meaning::OwnDatabase],
        _ => {}
    }
    if SHELLS.contains(&name) {
        return shell(arguments);
    }
    if is_script_path(first) {
        return vec![Meaning::File(first.clone())];
    }
    if WRAPPERS.contains(&name) { wrapped(name, words) } else { Vec::new() }
}

fn is_script_path(word: &str) -> bool {
    let extension = word.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
    match extension {
        Some(extension) => matches!(extension, "sh" | "bash") || callers::is_program(word),
        None => word.contains('/') && !word.contains("node_modules"),
    }
}

/// `sh -c "…"`, `bash -e x.sh`.
fn shell(arguments: &[String]) -> Vec<Meaning> {
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if word.starts_with('-') && !word.starts_with("--") && word.ends_with('c') {
            return words.next().map(|text| Meaning::Shell(text.clone())).into_iter().collect();
        }
        if word == "-o" {
            words.next();
        } else if !word.starts_with(['-', '+']) {
            return vec![Meaning::File(word.clone())];
        }
    }
    Vec::new()
}

/// `make -C api migrate`.
fn targets(arguments: &[String]) -> Vec<Meaning> {
    let (mut directory, mut names, mut words) = (None, Vec::new(), arguments.iter());
    while let Some(word) = words.next() {
        match word.as_str() {
            "-C" | "--directory" | "-d" | "--working-directory" => directory = words.next().cloned(),
            "-f" | "--file" | "--justfile" | "-j" => drop(words.next()),
            word if word.starts_with('-') || word.contains('=') => {}
            word => names.push(word.to_owned()),
        }
    }
    // No target: the first one.
    if names.is_empty() {
        names.push(String::new());
    }
    names.into_iter().map(|name| Meaning::Target { name, directory: directory.clone() }).collect()
}

/// `turbo run build --filter=web`, `nx run api:build`, `nx build api`.
fn orchestrated(arguments: &[String]) -> Vec<Meaning> {
    let mut filter = None;
    let mut names = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--" => break,
            "--filter" | "-F" | "--scope" | "-p" | "--project" | "--projects" => filter = words.next().cloned(),
            word if word.starts_with("--filter=") || word.starts_with("--scope=") => {
                filter = word.split_once('=').map(|(_, name)| name.to_owned());
            }
            word if word.starts_with('-') => {}
            "run" | "run-many" | "affected" => {}
            word => names.push(word.to_owned()),
        }
    }
    let which = filter.map_or(Which::All, |name| Which::Named(selector(&name)));
    let one = |name: String| match name.split_once(':') {
        Some((project, target)) if which == Which::All => {
            // `web:build` is a project's target for nx and may be a script's whole name for turbo.
            vec![
                Meaning::Script { name: target.to_owned(), which: Which::Named(project.to_owned()) },
                Meaning::Script { name: name.clone(), which: Which::All },
            ]
        }
        _ => vec![Meaning::Script { name: name.clone(), which: which.clone() }],
    };
    names.into_iter().flat_map(one).collect()
}

/// `web` of `web...`, `./apps/web`, `{apps/web}`, `...@x/web`.
fn selector(text: &str) -> String {
    text.trim_matches(['.', '{', '}', '^']).trim_start_matches("./").trim_matches('/').to_owned()
}

/// What a wrapper runs.
fn wrapped(name: &str, words: &[String]) -> Vec<Meaning> {
    if matches!(name, "docker" | "docker-compose" | "podman") {
        let starts = words.iter().any(|word| word == "up" || word == "start");
        let runs = words.iter().any(|word| matches!(word.as_str(), "run" | "exec"));
        if starts && !runs {
            return vec![Meaning::OwnDatabase];
        }
        if words.iter().any(|word| word == "run") && words.iter().any(|word| tool::program_name(word).starts_with("postgres")) {
            return vec![Meaning::OwnDatabase];
        }
    }
    let mut found = Vec::new();
    if MANAGERS.contains(&name) {
        found.extend(script(name, words.get(1..).unwrap_or_default()));
    }
    for (index, word) in words.iter().enumerate().skip(1) {
        let rest: Vec<String> = words.get(index..).unwrap_or_default().iter().filter(|word| *word != "--").cloned().collect();
        if let Some(tool) = tool::at(&rest) {
            return vec![Meaning::Tool(tool)];
        }
        if word.contains(char::is_whitespace) {
            found.push(Meaning::Shell(word.clone()));
        } else if let Some(name) = word.strip_prefix("npm:").or_else(|| word.strip_prefix("pnpm:")) {
            found.push(Meaning::Script { name: name.to_owned(), which: Which::Here });
        }
    }
    if !found.is_empty() {
        return found;
    }
    for (index, word) in words.iter().enumerate().skip(1) {
        let inner = tool::program_name(word);
        let runs = WRAPPERS.contains(&inner)
            || SHELLS.contains(&inner)
            || matches!(inner, "make" | "just" | "supabase" | "turbo" | "nx" | "run-s" | "run-p")
            || word.rsplit('.').next() == Some("sh")
            || callers::is_program(word);
        if runs {
            let meanings = read(words.get(index..).unwrap_or_default());
            if !meanings.is_empty() {
                return meanings;
            }
        }
    }
    Vec::new()
}

/// The script that a package manager is asked to run.
fn script(manager: &str, arguments: &[String]) -> Option<Meaning> {
    const OWN: [&str; 24] = [
        "install", "i", "ci", "add", "remove", "exec", "dlx", "x", "create", "init", "publish", "pack", "link", "config", "cache",
        "version", "why", "audit", "outdated", "update", "up", "store", "global", "help",
    ];
    let (mut which, mut run, mut words) = (Which::Here, false, arguments.iter().peekable());
    while let Some(word) = words.next() {
        let (option, value) = word.split_once('=').map_or((word.as_str(), None), |(option, value)| (option, Some(value.to_owned())));
        match option {
            "--filter" | "-F" | "--workspace" | "-w" if manager != "pnpm" || option != "-w" => {
                let value = value.or_else(|| words.next().cloned())?;
                which = Which::Named(selector(&value));
            }
            "--prefix" | "-C" | "--dir" | "--cwd" => which = Which::Folder(value.or_else(|| words.next().cloned())?),
            "-r" | "--recursive" | "--workspaces" | "-ws" => which = Which::All,
            "workspace" if manager == "yarn" => which = Which::Named(selector(words.next()?)),
            "workspaces" if manager == "yarn" => which = Which::All,
            "foreach" => {}
            "run" | "run-script" if !run => run = true,
            _ if option.starts_with('-') => {}
            _ if !run && OWN.contains(&option) => return None,
            _ if !run && manager == "npm" && !matches!(option, "start" | "test" | "t" | "stop" | "restart") => return None,
            _ => return Some(Meaning::Script { name: word.clone(), which }),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::shell;

    fn shown(text: &str) -> String {
        let meanings = shell::commands(text).into_iter().flat_map(|command| read(&command.words));
        let each = meanings.map(|meaning| match meaning {
            Meaning::Tool(tool) => format!("{:?}", tool.act),
            Meaning::Script { name, which } => format!("script {name} {which:?}"),
            Meaning::Target { name, directory } => format!("target {name} {}", directory.unwrap_or_default()),
            Meaning::File(path) => format!("file {path}"),
            Meaning::Shell(text) => format!("({})", shown(&text)),
            Meaning::Folder(path) => format!("cd {path}"),
            Meaning::OwnDatabase => "own".to_owned(),
            Meaning::Gate => "gate".to_owned(),
        });
        each.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn tools_behind_wrappers() {
        for text in [
            "prisma db push",
            "npx prisma db push --accept-data-loss",
            "npx --yes prisma@6.1 db push",
            "pnpm --filter @x/db exec prisma db push",
            "pnpm with-env drizzle-kit push",
            "bunx drizzle-kit push --config=x.ts",
            "yarn prisma db push",
            "npm exec -- prisma db push",
            "npm run prisma -- db push",
            "dotenv -e ../../.env npx -- prisma db push",
            "dotenv -e .env -- prisma --schema x/y.prisma db push",
            "A=1 B=2 ./node_modules/.bin/prisma db push",
            "docker compose run --rm api npx prisma db push",
            "if ! npx prisma db push; then exit 1; fi",
        ] {
            assert_eq!(shown(text), "Pushes", "{text}");
        }
        for text in [
            "uv run alembic -c x.ini upgrade head",
            "poetry run flask --app x db upgrade",
            "python -m alembic upgrade head",
            "supabase db push",
            "sqlx migrate run",
        ] {
            assert_eq!(shown(text), "Migrates", "{text}");
        }
        assert_eq!(shown("bash -c 'npx prisma migrate reset --force'"), "(Resets)");
        assert_eq!(shown("psql $URL -c 'select 1; DROP TABLE x'"), "Executes");
        assert_eq!(shown("npx prisma migrate dev"), "Develops");
        assert_eq!(shown("alembic downgrade -1"), "Reverts");
    }

    #[test]
    fn what_reaches_no_database() {
        for text in [
            "echo prisma db push",
            "prisma generate",
            "npx prisma migrate diff",
            "npx prisma migrate status",
            "npx prisma migrate dev --create-only",
            "npx prisma db push --help",
            "drizzle-kit generate",
            "alembic upgrade head --sql",
            "supabase db reset",
            "psql -c 'select 1'",
            "psql -c \"select 'drop table'\"",
            "pnpm add drizzle-kit",
            "git commit -m 'prisma db push'",
            "migrate up",
        ] {
            assert_eq!(shown(text), "", "{text}");
        }
    }

    #[test]
    fn calls() {
        assert_eq!(shown("npm run db:push && next build"), "script db:push Here");
        assert_eq!(shown("pnpm db:push"), "script db:push Here");
        assert_eq!(shown("pnpm --filter @x/db db:push"), "script db:push Named(\"@x/db\")");
        assert_eq!(shown("pnpm -F db run db:push"), "script db:push Named(\"db\")");
        assert_eq!(shown("npm run -w packages/db push"), "script push Named(\"packages/db\")");
        assert_eq!(shown("yarn workspace @x/db migrate"), "script migrate Named(\"@x/db\")");
        assert_eq!(shown("bun run --cwd packages/db push"), "script push Folder(\"packages/db\")");
        assert_eq!(shown("turbo run build --filter=web..."), "script build Named(\"web\")");
        assert_eq!(shown("cd packages/db && npm run push"), "cd packages/db, script push Here");
        assert_eq!(shown("dotenv -e .env -- pnpm db:push"), "script db:push Here");
        assert_eq!(shown("./scripts/start.sh; sh bin/go; . ./env.sh"), "file ./scripts/start.sh, file bin/go, file ./env.sh");
        assert_eq!(shown("make -C api migrate A=1; just deploy; make"), "target migrate api, target deploy , target  ");
        assert_eq!(shown("concurrently \"npm run a\" npm:b"), "(script a Here), script b Here");
        assert_eq!(shown("docker compose up -d db; npx supabase start"), "own, own");
        assert_eq!(shown("npm install; npm ci; pnpm install; yarn; npx tsc"), "");
        assert_eq!(shown("migsafe release gate --env production"), "gate");
    }
}
