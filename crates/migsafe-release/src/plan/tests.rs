//! What makes a plan another plan, and what does not.

use migsafe_core::source::tree::MemoryTree;
use proptest::prelude::*;

use super::PhaseState::{Disproved, NotNeeded, NotProven, Proven};
use super::*;
use crate::gate::{Gate, GateKind};
use crate::identity::Actor;
use crate::ledger::{Adoption, AppliedMigration, Event, Record, State};
use crate::policy::{Assurance, Counting, Policy};
use crate::testing::World;

const POLICY: &str = r#"
[release]
allowed_signers = "signers"

[env.staging]
order = 1
ref = "branch:main"
migrate = "before-code"
database = { url_env = "STAGING_URL" }

[env.production]
order = 2
ref = "branch:main"
from = ["staging"]
migrate = "before-code"
database = { url_env = "PRODUCTION_URL", pin = "url:0123456789abcdef" }
approval = { green = 0, yellow = 1, red = 2, approvers = ["a@example.org", "b@example.org"] }
"#;

const INIT: &str = "CREATE TABLE users (id int PRIMARY KEY, note text, old text NOT NULL);\n";

/// The files of a plan, and all else that makes it.
#[derive(Clone)]
struct Scene {
    files: Vec<(String, String)>,
    policy: String,
    commit: String,
    environment: &'static str,
    state: State,
}

impl Scene {
    fn new(files: &[(&str, &str)]) -> Self {
        Self {
            files: files.iter().map(|(path, text)| (format!("db/migrations/{path}"), (*text).to_owned())).collect(),
            policy: POLICY.to_owned(),
            commit: "c0ffee".to_owned(),
            environment: "production",
            state: State::default(),
        }
    }

    fn plan(&self) -> Plan {
        let tree = MemoryTree::new(self.files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let policy = Policy::parse(&self.policy).unwrap().unwrap();
        let gate = GateReport::pass(Gate::of_change("policy", GateKind::Integrity), "as it stands at main");
        let counting = Counting { policy, loosened: Vec::new(), allowed_signers: None, gate };
        let request = PlanRequest {
            environment: self.environment,
            reference: "HEAD",
            commit: &self.commit,
            tree: &tree,
            paths: Vec::new(),
            acceptances: ".migsafe/acceptances".into(),
            expected: None,
            version: None,
            lock_timeout: None,
            counting: &counting,
            state: &self.state,
            run_checks: false,
        };
        build(&request, World::default().edges()).unwrap()
    }

    /// The environment holds what the plan would run.
    fn adopted(&mut self, environment: &str) {
        let plan = self.plan();
        let migrations = plan.migrations.iter().map(|migration| AppliedMigration {
            root: migration.root.clone(),
            id: migration.id.clone(),
            tokens: migration.tokens.clone(),
            raw: migration.raw.clone(),
        });
        let adoption = Adoption {
            environment: environment.to_owned(),
            commit: "base".to_owned(),
            migrations: migrations.collect(),
            squashed: Vec::new(),
            policy_ref: None,
            reason: None,
        };
        let by = Actor { name: "dev@example.org".to_owned(), assurance: Assurance::Local, source: "git config user.email".to_owned() };
        let at = jiff::Timestamp::UNIX_EPOCH;
        let record = Record { sequence: 1, previous: Digest::zeros(), at, by, event: Event::Adopted(adoption) };
        self.state = State::of([&record]);
    }

    fn add(&mut self, path: &str, text: &str) {
        self.files.push((format!("db/migrations/{path}"), text.to_owned()));
    }
}

fn gate<'a>(plan: &'a Plan, name: &str) -> &'a GateReport {
    plan.gates.iter().find(|gate| gate.name == name).unwrap()
}

/// What is changed, whether that is a part of the change alone, and how.
type Change = (&'static str, bool, fn(&mut Scene));

#[test]
fn everything_that_an_approval_is_bound_to_changes_the_digest() {
    let scene = Scene::new(&[("0001_init.sql", INIT), ("0002_note.sql", "ALTER TABLE users ADD COLUMN a int;")]);
    let plan = scene.plan();
    assert_eq!(plan.digest, scene.plan().digest);
    let changes: [Change; 8] = [
        ("a statement", true, |scene| scene.files[1].1 = "ALTER TABLE users ADD COLUMN a bigint;".to_owned()),
        ("a statement more", true, |scene| scene.files[1].1.push_str(" DELETE FROM users;")),
        ("a migration more", true, |scene| scene.add("0003_x.sql", "DROP TABLE users;")),
        ("the order", true, |scene| scene.files[1].0 = "db/migrations/0000_note.sql".to_owned()),
        ("the commit", false, |scene| scene.commit = "c0ffed".to_owned()),
        ("the environment", false, |scene| scene.environment = "staging"),
        ("the target", false, |scene| scene.policy = scene.policy.replace("0123456789abcdef", "fedcba9876543210")),
        ("the policy", false, |scene| scene.policy = scene.policy.replace("red = 2", "red = 1")),
    ];
    for (what, changes_the_change, change) in changes {
        let mut other = scene.clone();
        change(&mut other);
        let other = other.plan();
        assert_ne!(plan.digest, other.digest, "{what}");
        assert_eq!(plan.change_digest != other.change_digest, changes_the_change, "{what}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn white_space_and_comments_change_no_digest_and_no_finding(gaps in proptest::collection::vec("( |\n|\t|-- [a-z ]{0,8}\n|/\\* [a-z ]{0,8} \\*/){1,3}", 6)) {
        let words = ["ALTER", "TABLE", "users", "DROP", "COLUMN", "old", ";"];
        let spread: String = words.iter().zip(gaps.iter().map(String::as_str).chain([""])).flat_map(|(word, gap)| [*word, gap]).collect();
        let plain = Scene::new(&[("0001_init.sql", INIT), ("0002_drop.sql", &words.join(" "))]).plan();
        let other = Scene::new(&[("0001_init.sql", INIT), ("0002_drop.sql", &spread)]).plan();
        prop_assert_eq!(&plain.digest, &other.digest);
        prop_assert_eq!(&plain.change_digest, &other.change_digest);
        let ids = |plan: &Plan| plan.reds.iter().map(|red| red.id.clone()).collect::<Vec<_>>();
        prop_assert_eq!(ids(&plain), ids(&other));
    }
}

#[test]
fn what_the_environment_holds_is_not_pending_and_must_stay_as_it_was() {
    let mut scene = Scene::new(&[("0001_init.sql", INIT)]);
    scene.adopted("production");
    scene.add("0002_relax.sql", "ALTER TABLE users ALTER COLUMN old DROP NOT NULL;");
    let plan = scene.plan();
    let pending: Vec<&str> = plan.migrations.iter().map(|migration| migration.id.as_str()).collect();
    assert_eq!((pending, plan.applied), (vec!["0002_relax"], 1));
    assert_eq!(gate(&plan, "history").answer, crate::gate::Answer::Pass);
    scene.files[0].1 = INIT.replace("note text", "note varchar(9)");
    let edited = scene.plan();
    assert_eq!(edited.migrations.len(), 1);
    assert_eq!(edited.verdict.change, Word::Integrity, "{:?}", gate(&edited, "history"));
}

#[test]
fn the_ladder_knows_what_the_environment_holds() {
    let rung = |files: &[(&str, &str)], drop: &str| {
        let mut scene = Scene::new(files);
        scene.adopted("production");
        scene.add("0009_drop.sql", drop);
        let plan = scene.plan();
        let red = plan.reds.first().unwrap_or_else(|| panic!("nothing is red in {drop}"));
        (red.rung, red.phases.iter().map(|phase| phase.state).collect::<Vec<_>>())
    };
    let init = [("0001_init.sql", INIT)];
    let drop = "ALTER TABLE users DROP COLUMN old;";
    assert_eq!(rung(&init, drop), (Rung::Refused, vec![Disproved, NotProven, Disproved]));
    let both = "ALTER TABLE users ALTER COLUMN old DROP NOT NULL; ALTER TABLE users DROP COLUMN old;";
    assert_eq!(rung(&init, both), (Rung::Refused, vec![Disproved, NotProven, Disproved]));
    let relaxed = [init[0], ("0002_relax.sql", "ALTER TABLE users ALTER COLUMN old DROP NOT NULL;")];
    assert_eq!(rung(&relaxed, drop), (Rung::Refused, vec![Proven, NotProven, Proven]));
    assert_eq!(rung(&init, "ALTER TABLE elsewhere DROP COLUMN old;"), (Rung::Refused, vec![NotProven, NotProven, Proven]));
    assert_eq!(rung(&init, "ALTER TABLE users RENAME COLUMN note TO remark;"), (Rung::Confirmable, vec![]));
    let mut scene = Scene::new(&init);
    scene.adopted("production");
    scene.add("0002_add.sql", "ALTER TABLE users ADD COLUMN brief int;");
    scene.add("0003_drop.sql", "ALTER TABLE users DROP COLUMN brief;");
    let red = &scene.plan().reds[0];
    assert_eq!((red.rung, red.phases[0].state), (Rung::Confirmable, NotNeeded));
}

#[test]
fn every_plan_says_what_undoes_it_and_the_policy_can_ask_for_the_tools_own_way() {
    let files =
        [("0001_init.up.sql", INIT), ("0001_init.down.sql", "DROP TABLE users;"), ("0002_note.up.sql", "CREATE INDEX n ON users (note);")];
    let mut scene = Scene::new(&files);
    let plan = scene.plan();
    let back: Vec<&str> = plan.migrations.iter().rev().flat_map(|migration| migration.rollback.sql()).collect();
    assert_eq!(back, ["DROP INDEX n;", "DROP TABLE users;"]);
    assert_eq!(gate(&plan, "rollback").answer, crate::gate::Answer::Pass);
    scene.policy.push_str("rollback = { style = \"down\" }\n");
    let asked = scene.plan();
    let answer = gate(&asked, "rollback");
    assert_eq!(answer.answer, crate::gate::Answer::Fail);
    assert!(answer.evidence.iter().any(|line| line == "0002_note has no way back of its own"), "{answer:?}");
    assert_ne!(plan.digest, asked.digest);
}
