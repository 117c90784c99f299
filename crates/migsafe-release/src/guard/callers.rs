//! Programs in `JavaScript`, `TypeScript` and Python that call a tool, as far as the call's words stand there literally; and calls that change the schema themselves.

/// Calls that start a program, and how the word before the bracket ends.
const STARTS: [&str; 15] = [
    "execSync",
    "exec",
    "execa",
    "execaSync",
    "execaCommand",
    "execaCommandSync",
    "execFile",
    "execFileSync",
    "spawn",
    "spawnSync",
    "subprocess.run",
    "subprocess.call",
    "subprocess.check_call",
    "subprocess.check_output",
    "os.system",
];

/// Whether a file is a program that a script may run.
pub(super) fn is_program(name: &str) -> bool {
    let suffix = name.rsplit_once('.').map(|(_, suffix)| suffix);
    suffix.is_some_and(|suffix| ["js", "mjs", "cjs", "ts", "mts", "cts", "py"].contains(&suffix))
}

/// The commands that the program runs, one a line, as a shell would write them.
pub(super) fn commands(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for name in STARTS {
        for (at, _) in text.match_indices(name) {
            let begins = !text.get(..at).is_some_and(|before| before.ends_with(|it: char| it.is_alphanumeric() || it == '_'));
            let Some(arguments) = text.get(at + name.len()..).and_then(|rest| rest.strip_prefix('(')) else { continue };
            if begins && !is_comment(text, at) {
                lines.push(literals(arguments).join(" "));
            }
        }
    }
    for (written, command, where_) in OWN {
        if let Some(at) = text.find(written)
            && text.contains(where_)
            && !is_comment(text, at)
        {
            lines.push((*command).to_owned());
        }
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// What a program itself does: how that is written, the command that does the same, and what shows that it is meant.
static OWN: &[(&str, &str, &str)] = &[
    ("command.upgrade(", "alembic upgrade head", "alembic"),
    ("command.downgrade(", "alembic downgrade", "alembic"),
    ("command.stamp(", "alembic stamp", "alembic"),
    (".metadata.create_all", "sqlalchemy create_all", "metadata"),
    (".metadata.drop_all", "sqlalchemy drop_all", "metadata"),
    ("sync({ force: true", "sequelize sync --force", "equelize"),
    ("sync({force: true", "sequelize sync --force", "equelize"),
    ("sync({ alter: true", "sequelize sync", "equelize"),
    ("sync({alter: true", "sequelize sync", "equelize"),
    ("synchronize: true", "typeorm schema:sync", "typeorm"),
    ("drizzle-kit/api", "drizzle-kit push", "pushSchema"),
];

/// Whether the place stands behind a mark of a comment on its line.
fn is_comment(text: &str, at: usize) -> bool {
    let line = text.get(..at).and_then(|before| before.rsplit('\n').next()).unwrap_or_default();
    let line = line.trim_start();
    line.starts_with("//") || line.starts_with('#') || line.starts_with('*')
}

/// The texts among the first arguments of a call: up to its options, its end, or a value that is no text.
fn literals(arguments: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = arguments;
    while let Some(character) = rest.chars().next() {
        match character {
            '"' | '\'' | '`' => {
                let Some((text, after)) = rest.get(1..).and_then(|inner| inner.split_once(character)) else { break };
                if text.contains("${") {
                    break;
                }
                found.push(text);
                rest = after;
                continue;
            }
            '[' | ']' | ',' => {}
            _ if character.is_whitespace() => {}
            _ => break,
        }
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_call() {
        for (text, expected) in [
            ("execSync('npx prisma db push', { stdio: 'inherit' })", "npx prisma db push"),
            ("await execa(\"pnpm\", [\"drizzle-kit\", \"push\"], { cwd: 'x' });", "pnpm drizzle-kit push"),
            ("spawn(\n  'npx',\n  ['prisma', 'migrate', 'reset'],\n)", "npx prisma migrate reset"),
            ("subprocess.run([\"alembic\", \"downgrade\", \"-1\"], check=True)", "alembic downgrade -1"),
            ("os.system('alembic upgrade head')", "alembic upgrade head"),
            ("from alembic import command\ncommand.upgrade(config, 'head')", "alembic upgrade head"),
            ("Base.metadata.create_all(bind=engine)", "sqlalchemy create_all"),
            ("new Sequelize(); await db.sync({ force: true })", "sequelize sync --force"),
            ("// execSync('npx prisma db push')", ""),
            ("regex.exec(line)", ""),
            ("execSync(`npx prisma ${command}`)", ""),
            ("execSync('", ""),
        ] {
            assert_eq!(commands(text), expected, "{text}");
        }
    }
}
