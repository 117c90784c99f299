//! Where the files of an example stand.

use std::collections::BTreeMap;

use crate::{Example, File};

impl Example {
    /// The example's project by path: its files where its tool keeps them, and what the tool itself writes beside them.
    pub fn project(&self) -> BTreeMap<String, String> {
        self.project_of(|file| !file.base)
    }

    /// The project as it was before, likewise: what was applied, and what the branch changed or took away.
    pub fn base(&self) -> BTreeMap<String, String> {
        self.project_of(|file| file.base || file.history)
    }

    fn project_of(&self, wanted: impl Fn(&File) -> bool) -> BTreeMap<String, String> {
        let chosen: Vec<&File> = self.files.iter().filter(|file| wanted(file)).collect();
        let mut files: BTreeMap<String, String> = chosen.iter().map(|file| (self.path_of(file), file.text.to_owned())).collect();
        match self.tool {
            "prisma" => {
                let version = self.tool_version.unwrap_or("6.19");
                files.insert("package.json".to_owned(), format!("{{ \"devDependencies\": {{ \"prisma\": \"{version}.0\" }} }}"));
                // An example that names it says itself where it stands.
                let lock = "prisma/migrations/migration_lock.toml";
                if !self.files.iter().any(|file| self.path_of(file) == lock) {
                    files.insert(lock.to_owned(), format!("provider = \"{}\"\n", self.dialect));
                }
            }
            "drizzle" => {
                let version = self.tool_version.unwrap_or("0.45");
                files.insert("package.json".to_owned(), format!("{{ \"dependencies\": {{ \"drizzle-orm\": \"{version}.0\" }} }}"));
                files.insert("drizzle/meta/_journal.json".to_owned(), journal(&chosen, self.dialect));
            }
            "alembic" => {
                files.insert("alembic/env.py".to_owned(), "context.run_migrations()\n".to_owned());
            }
            "diesel" => {
                files.insert("diesel.toml".to_owned(), "[migrations_directory]\ndir = \"migrations\"\n".to_owned());
            }
            "sqlx" => {
                files.insert("Cargo.toml".to_owned(), "[dependencies]\nsqlx = \"0.8\"\n".to_owned());
            }
            "flyway" => {
                files.insert("flyway.toml".to_owned(), "[flyway]\n".to_owned());
            }
            "golang-migrate" => {
                files.insert("go.mod".to_owned(), "require github.com/golang-migrate/migrate/v4 v4.18.1\n".to_owned());
            }
            _ => {}
        }
        files
    }

    /// Where the tool keeps a file of this name.
    pub fn path_of(&self, file: &File) -> String {
        let stem = file.name.rsplit_once('.').map_or(file.name, |(stem, _)| stem);
        match self.tool {
            _ if file.name.contains('/') => file.name.to_owned(),
            "prisma" => format!("prisma/migrations/{stem}/migration.sql"),
            "drizzle" => format!("drizzle/{}", file.name),
            "alembic" => format!("alembic/versions/{}", file.name),
            "diesel" => format!("migrations/{stem}/up.sql"),
            "golang-migrate" => format!("migrations/{stem}.up.sql"),
            "supabase" => format!("supabase/migrations/{}", file.name),
            // Flyway reads the number of these names as a version only where they are written its way.
            "flyway" => format!("migrations/V{}", file.name.replacen('_', "__", 1)),
            _ => format!("migrations/{}", file.name),
        }
    }
}

fn journal(files: &[&File], dialect: &str) -> String {
    let entries = files.iter().filter(|file| file.journal && !file.name.contains('/')).enumerate().map(|(idx, file)| {
        let tag = file.name.trim_end_matches(".sql");
        let when = file.when.unwrap_or(1_700_000_000_000 + idx as u64 * 1000);
        format!("{{ \"idx\": {idx}, \"version\": \"7\", \"when\": {when}, \"tag\": \"{tag}\", \"breakpoints\": true }}")
    });
    let entries: Vec<String> = entries.collect();
    format!("{{ \"version\": \"7\", \"dialect\": \"{dialect}\", \"entries\": [\n{}\n] }}", entries.join(",\n"))
}
