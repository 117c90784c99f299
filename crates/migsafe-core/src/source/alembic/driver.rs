//! The database driver below SQLAlchemy: what becomes of a `COMMIT` that a revision sends by itself, and which database it is for.

use std::sync::LazyLock;

use camino::Utf8Path;
use regex::Regex;

use crate::source::Dialect;
use crate::source::files::glance;
use crate::source::near::{pattern, upwards};
use crate::source::tree::{FileTree, join};

static IN_URL: LazyLock<Regex> = LazyLock::new(|| pattern(r"postgres(?:ql)?\+([a-z0-9_]+)"));
static REQUIRED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"(?im)(?:^|[\s"'\[,+])(psycopg2|psycopg2-binary|psycopg2cffi|psycopg|asyncpg|pg8000)(?:$|[\s"'\[\],;=<>~!{])"#)
});

static OF_MYSQL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?im)(?:^|[\s"'\[,+])(?:pymysql|mysqlclient|mysql-connector-python|mysql-python|aiomysql|asyncmy|mariadb|oslo\.db\[mysql\])(?:$|[\s"'\[\],;=<>~!{])"#,
    )
});

/// Where a project says what it needs.
const DEPENDENCIES: [&str; 6] = ["pyproject.toml", "requirements.txt", "requirements.in", "Pipfile", "setup.cfg", "setup.py"];

/// Where it says what its tests need besides.
const OF_TESTS: [&str; 2] = ["test-requirements.txt", "requirements-test.txt"];

/// Whether the driver begins a new transaction with the statement behind a `COMMIT` that was sent as SQL. psycopg 3 and pg8000 ask the server, and do; psycopg2 and asyncpg
/// hold that their transaction is still open, and every further statement commits by itself (the runner cases `concurrently_after_commit_in_a_revision` and
/// `commit_in_a_revision`). Where nothing says which it is, it is one of those with which such revisions go.
pub(super) fn begins_anew(tree: &dyn FileTree, folder: &Utf8Path, texts: &[&str]) -> bool {
    if let Some(found) = texts.iter().find_map(|text| IN_URL.captures(text)) {
        return asks_the_server(&found[1]);
    }
    let files = upwards(tree, folder).into_iter().flat_map(|above| DEPENDENCIES.map(|name| join(&above, name)));
    for text in files.filter_map(|path| glance(tree, &path)) {
        let mut drivers = REQUIRED.captures_iter(&text).filter_map(|found| Some(found.get(1)?.as_str().to_ascii_lowercase())).peekable();
        if drivers.peek().is_some() {
            return drivers.all(|driver| asks_the_server(&driver));
        }
    }
    false
}

/// The database that the project has drivers for, where it has none for PostgreSQL.
pub(super) fn database(tree: &dyn FileTree, folder: &Utf8Path) -> Option<Dialect> {
    let names = DEPENDENCIES.iter().chain(&OF_TESTS);
    let files = upwards(tree, folder).into_iter().flat_map(|above| names.clone().map(move |name| join(&above, name)));
    let mut mysql = false;
    for text in files.filter_map(|path| glance(tree, &path)) {
        if REQUIRED.is_match(&text) || text.contains("psycopg") {
            return None;
        }
        mysql |= OF_MYSQL.is_match(&text);
    }
    mysql.then_some(Dialect::MySql)
}

fn asks_the_server(driver: &str) -> bool {
    matches!(driver, "psycopg" | "psycopg_async" | "pg8000")
}

#[cfg(test)]
mod tests {
    use super::{begins_anew, database};
    use crate::source::Dialect;
    use crate::source::tree::MemoryTree;

    #[test]
    fn the_database_is_the_one_that_there_are_drivers_for() {
        let of = |files: &[(&str, &str)]| {
            let tree = MemoryTree::new(files.iter().copied().chain([("app/migrations/env.py", "")]));
            database(&tree, "app/migrations".into())
        };
        assert_eq!(of(&[("requirements.txt", "alembic\nPyMySQL>=0.8.0\n")]), Some(Dialect::MySql));
        assert_eq!(of(&[("requirements.txt", "oslo.db[mysql]>=8.4.0 # Apache-2.0\n")]), Some(Dialect::MySql));
        assert_eq!(of(&[("app/requirements.txt", "PyMySQL\n"), ("pyproject.toml", "dependencies = ['psycopg[binary]>=3']")]), None);
        assert_eq!(of(&[("requirements.txt", "alembic\n# PyMySQL-like\n")]), None);
        assert_eq!(of(&[("requirements.txt", "alembic\n")]), None);
    }

    #[test]
    fn the_driver_is_what_a_url_or_else_the_dependencies_name() {
        let anew = |files: &[(&str, &str)], text: &str| {
            let tree = MemoryTree::new(files.iter().copied().chain([("app/migrations/env.py", "")]));
            begins_anew(&tree, "app/migrations".into(), &[text])
        };
        assert!(!anew(&[], "create_engine(url)"));
        assert!(!anew(&[], "sqlalchemy.url = postgresql+psycopg2://localhost/shop"));
        assert!(anew(&[], "sqlalchemy.url = postgresql+psycopg://localhost/shop"));
        assert!(!anew(&[("requirements.txt", "psycopg[binary]==3.3\n")], "postgresql+asyncpg://"));
        assert!(anew(&[("requirements.txt", "alembic==1.20\npsycopg[binary]==3.3\n")], ""));
        assert!(!anew(&[("requirements.txt", "psycopg2-binary\n")], ""));
        assert!(!anew(&[("pyproject.toml", "dependencies = [\"psycopg>=3\", 'asyncpg==0.30']")], ""));
        assert!(anew(&[("app/pyproject.toml", "dependencies = [\"psycopg>=3\"]"), ("pyproject.toml", "psycopg2 = \"*\"")], ""));
        assert!(!anew(&[("Pipfile", "psycopg-pool = \"*\"\n")], ""));
    }
}
