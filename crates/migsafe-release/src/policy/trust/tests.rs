//! A branch cannot loosen the policy that judges it.

use std::time::Duration;

use migsafe_core::source::tree::{FileTree, MemoryTree};

use super::*;
use crate::git::{Commit, Uncommitted};
use crate::policy::*;

const BASE: &str = r#"
[release]
policy_ref = "origin/main"
allowed_signers = ".migsafe/allowed_signers"

[env.staging]
order = 1
ref = "branch:staging"
migrate = "before-code"

[env.production]
order = 2
ref = "branch:main"
from = ["staging"]
migrate = "before-code"
apply_from = ["ci"]
approval = { expires = "24h", approvers = ["dba@example.com", "lead@example.com"] }
windows = { tz = "Europe/Berlin", allow = ["mon-thu 09:00-16:00"], freeze = [{ from = "2026-12-18", to = "2027-01-04", reason = "year end" }] }
checklist = ["backfills finished"]
database = { url_env = "PROD_DATABASE_URL", pin = "pg:7312:16402" }

[env.production.commands]
check = [{ name = "tests", run = ["npm", "test"] }]
backup = { run = ["scripts/backup-id.sh"], max_age = "24h" }
migrate = { run = ["npx", "prisma", "migrate", "deploy"] }
"#;

fn policy(text: &str) -> Policy {
    Policy::parse(text).unwrap_or_else(|fault| panic!("{fault:?} in {text}")).unwrap()
}

/// The base with parts replaced.
fn changed(changes: &[(&str, &str)]) -> Policy {
    policy(&changes.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    }))
}

fn told(differences: &[Difference]) -> Vec<String> {
    let told = differences.iter().map(|difference| {
        let Difference { environment, what, branch_value, trusted_value } = difference;
        format!("{} {what}: {branch_value} | {trusted_value}", environment.as_deref().unwrap_or("-"))
    });
    told.collect()
}

#[test]
fn the_same_policy_is_the_same() {
    let base = policy(BASE);
    let Effective { policy, loosened, tightened, added } = effective(&base, Some(&base));
    assert_eq!((policy, loosened, tightened, added), (base, vec![], vec![], vec![]));
}

#[test]
fn every_loosening_is_undone_and_told() {
    let trusted = policy(BASE);
    let branch = changed(&[
        ("origin/main", "origin/mine"),
        (".migsafe/allowed_signers", ".migsafe/my_signers"),
        ("order = 2", "order = 3\nprotected = false\ntrigger = \"auto\""),
        ("branch:main", "branch:mine"),
        ("from = [\"staging\"]", ""),
        ("apply_from = [\"ci\"]", ""),
        ("expires = \"24h\", approvers = [", "yellow = 0, red = 1, expires = \"7d\", approvers = [\"me@example.com\", "),
        ("allow = [\"mon-thu 09:00-16:00\"]", "allow = [\"mon-fri 09:00-18:00\"]"),
        ("to = \"2027-01-04\"", "to = \"2026-12-27\""),
        ("checklist = [\"backfills finished\"]", "rollback = { on_failure = \"rollback\" }"),
        ("PROD_DATABASE_URL\", pin = \"pg:7312:16402\"", "OTHER_DATABASE_URL\""),
        ("\"npm\", \"test\"] }", "\"true\"], required = false }"),
        ("max_age = \"24h\"", "max_age = \"30d\""),
        ("\"npx\", \"prisma\", \"migrate\", \"deploy\"", "\"true\""),
    ]);
    let effective = effective(&branch, Some(&trusted));
    // The strict value of on_failure is trusted's; everything else is as it was.
    assert_eq!(effective.policy, Policy { warnings: branch.warnings.clone(), ..trusted });
    assert_eq!(told(&effective.tightened), Vec::<String>::new());
    insta::assert_snapshot!(told(&effective.loosened).join("\n"));
}

#[test]
fn every_tightening_counts_and_is_told() {
    let trusted = policy(BASE);
    let branch = changed(&[
        ("order = 1", "order = 1\nprotected = true\napproval = { yellow = 0, red = 1, approvers = [\"dba@example.com\"] }"),
        ("expires = \"24h\", approvers = [\"dba@example.com\", ", "yellow = 0, red = 1, expires = \"2h\", approvers = ["),
        ("allow = [\"mon-thu 09:00-16:00\"]", "allow = [\"mon-wed 09:00-16:00\"], holidays = [\"2026-10-03\"]"),
        ("checklist = [", "soak = { green = \"5h\" }\nchecklist = [\"alerts on\", "),
        ("check = [", "check = [{ name = \"lint\", run = [\"npm\", \"run\", \"lint\"] }, "),
        ("max_age = \"24h\"", "max_age = \"1h\""),
    ]);
    let effective = effective(&branch, Some(&trusted));
    insta::assert_snapshot!(told(&effective.tightened).join("\n"));
    let production = &effective.policy.environments["production"];
    assert_eq!(production.approval.needed.red, 2);
    assert_eq!(production.approval.approvers, ["lead@example.com"]);
    assert_eq!(production.windows, branch.environments["production"].windows);
    assert_eq!(production.checklist, ["backfills finished", "alerts on"]);
    assert_eq!(production.commands.check.len(), 2);
    assert_eq!(production.commands.backup.as_ref().unwrap().max_age, Duration::from_secs(60 * 60));
    assert_eq!(
        told(&effective.loosened),
        ["production approval.yellow: 0 | 1", "production approval.red: 1 | 2", "staging approval.approvers: dba@example.com | none"]
    );
}

#[test]
fn windows_of_two_time_zones_count_both() {
    let trusted = policy(BASE);
    let branch = changed(&[("Europe/Berlin", "America/New_York")]);
    let effective = effective(&branch, Some(&trusted));
    let zones: Vec<_> = effective.policy.environments["production"].windows.iter().map(|windows| windows.tz.as_str()).collect();
    assert_eq!(zones, ["Europe/Berlin", "America/New_York"]);
    assert_eq!((effective.loosened.len(), effective.tightened.len()), (1, 1));
}

#[test]
fn an_environment_is_kept_or_named() {
    let trusted = policy(BASE);
    let mut branch = trusted.clone();
    let production = branch.environments.remove("production").unwrap();
    branch.environments.insert("canary".to_owned(), production);
    let effective = effective(&branch, Some(&trusted));
    assert_eq!(effective.policy.environments["production"], trusted.environments["production"]);
    assert_eq!(effective.policy.environments["canary"], branch.environments["canary"]);
    assert_eq!(effective.added, ["canary"]);
    assert_eq!(told(&effective.loosened), ["production environment: removed | kept"]);
}

#[test]
fn a_branch_alone_cannot_do_without_signatures() {
    let lowered = ("expires = \"24h\", ", "expires = \"24h\", assurance = { red = \"local\" }, ");
    let branch = changed(&[lowered, ("allowed_signers = \".migsafe/allowed_signers\"\n", "")]);
    assert!(branch.environments["production"].is_attribution_only());
    let alone = effective(&branch, None);
    assert_eq!(alone.policy.environments["production"].approval.assurance.red, Assurance::Signed);
    assert_eq!(told(&alone.loosened), ["production approval.assurance.red: local | signed (until policy_ref says otherwise)"]);
    // Trusted policy that does not protect it does not lower it either.
    let unprotected = changed(&[("order = 2", "order = 2\nprotected = false"), ("allowed_signers = \".migsafe/allowed_signers\"\n", "")]);
    assert_eq!(effective(&branch, Some(&unprotected)).policy.environments["production"].approval.assurance.red, Assurance::Signed);
    // Where the trusted one says so, it is so, and shows.
    let agreed = effective(&branch, Some(&branch));
    assert!(agreed.policy.environments["production"].is_attribution_only() && agreed.loosened.is_empty());
}

/// References and the files at each.
struct Repository(BTreeMap<&'static str, MemoryTree>);

impl Git for Repository {
    fn root(&self) -> &Utf8Path {
        Utf8Path::new("/")
    }

    fn resolve(&self, reference: &str) -> Result<String, GitError> {
        self.0
            .get(reference)
            .map(|_| reference.to_owned())
            .ok_or_else(|| GitError::with_help(format!("git knows no commit called {reference}"), "fetch it"))
    }

    fn is_ancestor(&self, _: &str, _: &str) -> Result<bool, GitError> {
        Ok(false)
    }

    fn tree(&self, commit: &str) -> Result<Box<dyn FileTree>, GitError> {
        self.0.get(commit).map(|tree| Box::new(tree.clone()) as Box<dyn FileTree>).ok_or_else(|| GitError::new("none"))
    }

    fn uncommitted(&self, _: &[Utf8PathBuf]) -> Result<Vec<Uncommitted>, GitError> {
        Ok(Vec::new())
    }

    fn commits(&self, _: Option<&str>, _: &str) -> Result<Vec<Commit>, GitError> {
        Ok(Vec::new())
    }

    fn tags_at(&self, _commit: &str) -> Result<Vec<String>, GitError> {
        Ok(Vec::new())
    }

    fn user(&self) -> Option<String> {
        None
    }
}

#[test]
fn the_policy_is_read_from_its_reference() {
    let signers = ("app/../.migsafe/allowed_signers", "never read");
    let repository = Repository(BTreeMap::from([
        (
            "origin/main",
            MemoryTree::new([("app/migsafe.toml", BASE), (".migsafe/allowed_signers", "dba@example.com ssh-ed25519 AAAA"), signers]),
        ),
        ("origin/old", MemoryTree::new([("app/migsafe.toml", "[check]\nsince = 'main'\n")])),
        ("origin/empty", MemoryTree::new([("README.md", "")])),
        ("origin/bad", MemoryTree::new([("app/migsafe.toml", "[release]\npolicy-ref = 'x'\n")])),
        ("origin/binary", MemoryTree::new([("app/migsafe.toml", vec![b'a', 0xff])])),
        ("origin/folder", MemoryTree::new([("app/migsafe.toml/x", "")])),
    ]));
    let read = |reference| read_trusted(&repository, reference, Utf8Path::new("app/migsafe.toml"));
    let trusted = read("origin/main").unwrap();
    assert_eq!(trusted.policy, Some(policy(BASE)));
    assert_eq!(trusted.allowed_signers.as_deref(), Some(b"dba@example.com ssh-ed25519 AAAA".as_slice()));
    for nothing in ["origin/old", "origin/empty"] {
        assert_eq!(read(nothing).unwrap(), TrustedPolicy { commit: nothing.to_owned(), policy: None, allowed_signers: None });
    }
    let complaint = |reference| read(reference).unwrap_err().to_string();
    assert_eq!(complaint("origin/bad"), "app/migsafe.toml at origin/bad: there is no key `policy-ref` here");
    assert_eq!(complaint("origin/binary"), "app/migsafe.toml at origin/binary cannot be read: not UTF-8 at byte 1");
    assert!(complaint("origin/folder").starts_with("app/migsafe.toml at origin/folder cannot be read: "));
    assert_eq!(complaint("origin/gone"), "the policy at origin/gone cannot be read: git knows no commit called origin/gone");
    // A file that the policy names and that is not there: nobody's key counts.
    let bare = Repository(BTreeMap::from([("main", MemoryTree::new([("migsafe.toml", BASE)]))]));
    assert_eq!(read_trusted(&bare, "main", Utf8Path::new("migsafe.toml")).unwrap().allowed_signers, None);
}

#[test]
fn a_branch_does_not_choose_whom_it_is_judged_by() {
    let mine = BASE.replace("origin/main", "origin/mine");
    let path = Utf8Path::new("migsafe.toml");
    let with_remote = Repository(BTreeMap::from([
        ("origin/HEAD", MemoryTree::new([("migsafe.toml", BASE)])),
        ("origin/mine", MemoryTree::new([("migsafe.toml", mine.clone())])),
    ]));
    assert_eq!(trusted_reference(&with_remote, &policy(&mine), path).unwrap().as_deref(), Some("origin/main"));
    let without = Repository(BTreeMap::new());
    assert_eq!(trusted_reference(&without, &policy(&mine), path).unwrap().as_deref(), Some("origin/mine"));
    // Before the first policy is merged, nobody else can say.
    let before = Repository(BTreeMap::from([("origin/HEAD", MemoryTree::new([("README.md", "")]))]));
    assert_eq!(trusted_reference(&before, &policy(&mine), path).unwrap().as_deref(), Some("origin/mine"));
}
