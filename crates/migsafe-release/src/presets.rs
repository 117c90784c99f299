//! A first policy for a repository, explained line by line.

use std::fmt;

use migsafe_core::source::Tool;

/// How a team releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Preset {
    /// Staging on merge, production by tag and approval.
    Trunk,
    /// Migrations run inside the build, from a branch for staging to the main one.
    VercelBuild,
    /// Code deploys itself, and a person runs the migrations after it.
    ManualAfterCode,
}

impl Preset {
    /// All of them; the first is chosen where nobody chooses.
    pub const ALL: [Self; 3] = [Self::Trunk, Self::VercelBuild, Self::ManualAfterCode];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trunk => "trunk",
            Self::VercelBuild => "vercel-build",
            Self::ManualAfterCode => "manual-after-code",
        }
    }

    /// What it does, one sentence without a full stop.
    pub const fn summary(self) -> &'static str {
        match self {
            Self::Trunk => "staging on merge, production by tag and approval, migrations before the code",
            Self::VercelBuild => "migrations run inside the build, a branch for staging before the main one",
            Self::ManualAfterCode => "the code deploys itself, a person runs the migrations a day or two after it",
        }
    }

    const fn template(self) -> &'static str {
        match self {
            Self::Trunk => include_str!("presets/trunk.toml"),
            Self::VercelBuild => include_str!("presets/vercel-build.toml"),
            Self::ManualAfterCode => include_str!("presets/manual-after-code.toml"),
        }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// What is known of a repository. What cannot be written into a configuration counts as not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Whose migrations they are.
    pub tool: Option<Tool>,
    /// The branch that changes are merged into: `main`.
    pub branch: Option<String>,
    /// The remote that has it: `origin`.
    pub remote: Option<String>,
    /// The e-mail address of the person at the keyboard.
    pub person: Option<String>,
    /// The time zone by its name in the tz database.
    pub time_zone: Option<String>,
}

impl Facts {
    /// The time zone of this machine by its name, where it tells.
    pub fn system_time_zone() -> Option<String> {
        jiff::tz::TimeZone::system().iana_name().map(str::to_owned)
    }

    /// What the person has to do once the policy is written, one step each.
    pub fn next_steps(&self) -> Vec<String> {
        let who = self.person().unwrap_or(FIRST_PLACEHOLDER);
        let people =
            if self.person().is_some() { format!("a colleague in place of {PLACEHOLDER}") } else { "two people as approvers".to_owned() };
        vec![
            format!("read the policy through, and put {people}"),
            format!(
                "say whose SSH keys count, one line a person:\nmkdir -p .migsafe && echo '{who} namespaces=\"migsafe\"' \"$(cat ~/.ssh/id_ed25519.pub)\" >> .migsafe/allowed_signers"
            ),
            format!("commit all of it and merge it: the policy counts as it stands on {}", self.policy_ref()),
            "record what each database holds already: migsafe release adopt --env staging, and --env production".to_owned(),
            "see what stands in the way of a release: migsafe release plan --env production".to_owned(),
        ]
    }

    fn branch(&self) -> &str {
        self.branch.as_deref().filter(|branch| is_plain(branch)).unwrap_or("main")
    }

    fn policy_ref(&self) -> String {
        match self.remote.as_deref().filter(|remote| is_plain(remote)) {
            Some(remote) => format!("{remote}/{}", self.branch()),
            None => self.branch().to_owned(),
        }
    }

    fn person(&self) -> Option<&str> {
        self.person.as_deref().map(str::trim).filter(|person| is_plain(person) && *person != PLACEHOLDER)
    }
}

/// The address that stands for a person still to be named.
pub const PLACEHOLDER: &str = "second-person@example.com";
const FIRST_PLACEHOLDER: &str = "first-person@example.com";

/// The sections of a policy, ready to stand at the end of a `migsafe.toml`.
pub fn render(preset: Preset, facts: &Facts) -> String {
    let person = facts.person();
    let approvers = [person.unwrap_or(FIRST_PLACEHOLDER), PLACEHOLDER];
    let second = match person {
        Some(_) => format!("Put a colleague in place of {PLACEHOLDER}."),
        None => "Put two people in place of the addresses here.".to_owned(),
    };
    let zone = facts.time_zone.as_deref().filter(|zone| is_plain(zone) && jiff::tz::TimeZone::get(zone).is_ok());
    // Parts first, since they hold names to be filled in as well.
    [
        ("release", include_str!("presets/release.toml").to_owned()),
        ("approval", include_str!("presets/approval.toml").to_owned()),
        ("commands", include_str!("presets/commands.toml").to_owned()),
        ("preset", preset.name().to_owned()),
        ("summary", format!("{}.", preset.summary())),
        ("policy_ref", quoted(&facts.policy_ref())),
        ("branch", facts.branch().to_owned()),
        ("second", second),
        ("approvers", approvers.map(quoted).join(", ")),
        ("tz", quoted(zone.unwrap_or("UTC"))),
        ("migrate", migrate(facts.tool)),
    ]
    .iter()
    .fold(preset.template().to_owned(), |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value))
    .trim_end()
    .to_owned()
        + "\n"
}

/// The command that runs the tool's migrations; where the tool has none, an example.
fn migrate(tool: Option<Tool>) -> String {
    let run = match tool {
        Some(Tool::Prisma) => Some(r#""npx", "prisma", "migrate", "deploy""#),
        Some(Tool::Drizzle) => Some(r#""npx", "drizzle-kit", "migrate""#),
        Some(Tool::Alembic) => Some(r#""alembic", "upgrade", "head""#),
        Some(Tool::Diesel) => Some(r#""diesel", "migration", "run""#),
        Some(Tool::Flyway) => Some(r#""flyway", "migrate""#),
        Some(Tool::Goose) => Some(r#""goose", "up""#),
        Some(Tool::Dbmate) => Some(r#""dbmate", "migrate""#),
        Some(Tool::Sqlx) => Some(r#""sqlx", "migrate", "run""#),
        Some(Tool::Supabase) => Some(r#""supabase", "db", "push""#),
        // It has to be told where the files are, and the database.
        Some(Tool::GolangMigrate | Tool::Sql) | None => None,
    };
    let (off, run) = run.map_or(("# ", r#""scripts/migrate.sh""#), |run| ("", run));
    format!("# Runs the migrations.\n{off}migrate = {{ run = [{run}], timeout = \"10m\", warn_after = \"30s\" }}")
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// Whether the text can stand in quotes, and for a branch, a person or a place.
fn is_plain(text: &str) -> bool {
    let plain = |character: char| character.is_alphanumeric() || "@._+/-".contains(character);
    !text.is_empty()
        && text.chars().all(plain)
        && text.starts_with(char::is_alphanumeric)
        && !text.contains("..")
        && !text.ends_with(['/', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Assurance, MigrateOrder, Policy, Reference};

    fn every_repository() -> Vec<Facts> {
        let people = [
            (None, None),
            (Some("Dev@example.com"), Some("Europe/Berlin")),
            (Some(PLACEHOLDER), Some("nowhere")),
            (Some("a \"b\" <c@d>"), Some("UTC\"")),
            (Some("{{branch}}"), None),
        ];
        let mut every = Vec::new();
        for tool in Tool::ALL.into_iter().map(Some).chain([None]) {
            for (branch, remote) in
                [(None, None), (Some("release/2026"), Some("origin")), (Some("ma\"in"), Some("origin")), (Some(""), Some("-"))]
            {
                for (person, time_zone) in people {
                    let own = |text: Option<&str>| text.map(str::to_owned);
                    let (branch, remote, person, time_zone) = (own(branch), own(remote), own(person), own(time_zone));
                    every.push(Facts { tool, branch, remote, person, time_zone });
                }
            }
        }
        every
    }

    #[test]
    fn what_is_written_says_something_everywhere() {
        for facts in every_repository() {
            for preset in Preset::ALL {
                let text = render(preset, &facts);
                let policy = Policy::parse(&text).unwrap_or_else(|fault| panic!("{fault:?}\n{text}")).unwrap();
                assert_eq!(policy.warnings, [], "{text}");
                assert!(!text.contains("{{") && !text.contains("}}"), "{text}");
                let production = &policy.environments["production"];
                let approval = &production.approval;
                assert!(production.protected && approval.assurance.red == Assurance::Signed && approval.needed.red == 1);
                // A drop asks for one more, and those whom the policy names must be able to give it.
                assert!(approval.approvers.len() > approval.needed.red as usize, "{text}");
                assert_eq!(production.from, ["staging"]);
                let needs_more = matches!(facts.tool, None | Some(Tool::Sql | Tool::GolangMigrate));
                let knows = !needs_more && preset != Preset::VercelBuild;
                assert_eq!(production.commands.migrate.is_some(), knows);
                let reference = policy.policy_ref.unwrap();
                assert!(["main", "origin/main", "origin/release/2026"].contains(&reference.as_str()), "{reference}");
            }
        }
    }

    /// The lines that are offered as comments can be taken as they are.
    #[test]
    fn what_is_offered_can_be_taken() {
        let key = regex::Regex::new("(?m)^# ([a-z_]+ = )").unwrap();
        for facts in every_repository() {
            for preset in Preset::ALL {
                let text = key.replace_all(&render(preset, &facts), "$1").into_owned();
                let policy = Policy::parse(&text).unwrap_or_else(|fault| panic!("{fault:?}\n{text}")).unwrap();
                assert_eq!(policy.warnings, [], "{text}");
                let production = &policy.environments["production"];
                assert!(production.windows.len() == 1 && production.keys.is_some() && production.commands.backup.is_some(), "{text}");
            }
        }
    }

    #[test]
    fn every_line_is_explained() {
        let facts = Facts {
            tool: Some(Tool::Prisma),
            remote: Some("origin".to_owned()),
            person: Some("dev@example.com".to_owned()),
            ..Facts::default()
        };
        insta::assert_snapshot!(render(Preset::Trunk, &facts));
    }

    #[test]
    fn presets_differ_where_teams_do() {
        let production = |preset| {
            let text = render(preset, &Facts::default());
            let mut policy = Policy::parse(&text).unwrap().unwrap();
            policy.environments.remove("production").unwrap()
        };
        assert_eq!(production(Preset::Trunk).reference, Reference::Tag("v*".to_owned()));
        assert_eq!(production(Preset::VercelBuild).migrate, MigrateOrder::DuringBuild);
        let manual = production(Preset::ManualAfterCode);
        assert_eq!((manual.migrate, manual.soak.green.as_secs()), (MigrateOrder::AfterCode, 24 * 60 * 60));
    }
}
