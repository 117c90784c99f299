use std::time::Duration;

use super::*;
use crate::identity::Actor;
use crate::ledger::{Approval, Event, Record, Rejection, Revocation};
use crate::policy::ByLight;
use crate::testing::{Keys, World};

const JANE: &str = "jane@example.org";
const BO: &str = "bo@example.org";
const KIM: &str = "kim@example.org";

/// A ledger that is written by hand, one record a minute.
struct Scene {
    world: World,
    keys: Keys,
    signers: Vec<u8>,
    records: Vec<Record>,
    policy: ApprovalPolicy,
    light: Light,
    protected: bool,
    irreversible: bool,
    overrides: u32,
    authors: Vec<String>,
    applier: Option<String>,
    named: bool,
}

impl Scene {
    /// Red, protected, two signed approvals of three approvers with a key each.
    fn new() -> Self {
        let keys = Keys::new();
        let signers = keys.allowed(&[(JANE, "jane", ""), (BO, "bo", ""), (KIM, "kim", "")]);
        let assurance = ByLight { green: Assurance::Local, yellow: Assurance::Ci, red: Assurance::Signed };
        let approvers = [JANE, BO, KIM].map(str::to_owned).to_vec();
        let needed = ByLight { green: 0, yellow: 1, red: 2 };
        let policy = ApprovalPolicy { needed, expires: Duration::from_secs(3600), approvers, assurance };
        let world = World { now: minute(30), ..World::default() };
        let authors = vec!["author@example.org".to_owned()];
        Self {
            world,
            keys,
            signers,
            records: Vec::new(),
            policy,
            light: Light::Red,
            protected: true,
            irreversible: false,
            overrides: 0,
            authors,
            applier: None,
            named: true,
        }
    }

    fn statement(&self, by: &str, at: Timestamp) -> ApprovalStatement {
        let state = State::default();
        statement(&Question { now: at, ..self.question(&state) }, &Digest::of_bytes(b"change"), "c0ffee", by)
    }

    fn question<'a>(&'a self, state: &'a State) -> Question<'a> {
        static PLAN: std::sync::LazyLock<Digest> = std::sync::LazyLock::new(|| Digest::of_bytes(b"plan"));
        Question {
            environment: "production",
            plan: &PLAN,
            light: self.light,
            protected: self.protected,
            irreversible: self.irreversible,
            overrides: self.overrides,
            policy: &self.policy,
            state,
            authors: &self.authors,
            applier: self.applier.as_deref(),
            allowed_signers: self.named.then_some(&self.signers),
            now: self.world.now,
        }
    }

    fn record(&mut self, by: Actor, event: Event) {
        let sequence = self.records.len() as u64 + 1;
        let at = minute(i64::try_from(sequence).unwrap());
        self.records.push(Record { sequence, previous: Digest::zeros(), at, by, event });
    }

    /// An approval at the next minute, signed with a key.
    fn signed(&mut self, by: &str, key: &str) {
        let statement = self.statement(by, self.next());
        self.given(statement, Some(key));
    }

    fn next(&self) -> Timestamp {
        minute(i64::try_from(self.records.len()).unwrap() + 1)
    }

    fn given(&mut self, statement: ApprovalStatement, key: Option<&str>) {
        let signature = key.map(|key| self.keys.sign(key, &bytes_to_sign(&statement).unwrap()));
        self.record(local(&statement.by), Event::Approved(Approval { statement, signature }));
    }

    fn unsigned(&mut self, by: &str, assurance: Assurance) {
        let statement = self.statement(by, self.next());
        let actor = Actor { assurance, ..local(by) };
        self.record(actor, Event::Approved(Approval { statement, signature: None }));
    }

    fn decide(&self) -> Decision {
        let state = State::of(&self.records);
        decide(&self.world.edges(), &self.question(&state))
    }

    /// The decision, and why the one approval that is ignored is.
    fn ignored(&self) -> (Outcome, String) {
        let decision = self.decide();
        assert_eq!(decision.ignored.len(), 1, "{:?}", decision.report);
        (decision.outcome, decision.ignored[0].why.clone())
    }
}

fn minute(minute: i64) -> Timestamp {
    Timestamp::from_second(1_750_000_000 + minute * 60).unwrap()
}

fn local(by: &str) -> Actor {
    Actor { name: by.to_owned(), assurance: Assurance::Local, source: "git config user.email".into() }
}

#[test]
fn two_signed_approvals_open_red_and_one_does_not() {
    let mut scene = Scene::new();
    let none = scene.decide();
    assert_eq!((none.outcome, none.report.answer, none.needed), (Outcome::Missing, Answer::Fail, 2));
    let plan = Digest::of_bytes(b"plan");
    assert_eq!(none.report.next[0], format!("migsafe release approve --env production --plan {} --sign", plan.short()));
    scene.signed(JANE, "jane");
    let one = scene.decide();
    assert_eq!((one.outcome, one.report.next[1].as_str()), (Outcome::Missing, "by bo@example.org or kim@example.org"));
    scene.signed(BO, "bo");
    let two = scene.decide();
    assert_eq!((two.outcome, two.report.answer, two.counted.len()), (Outcome::Pass, Answer::Pass, 2));
    assert!(two.report.next.is_empty() && two.ignored.is_empty());
    assert_eq!(two.report.evidence[0], "red needs 2 approvals; 2 count");
    assert!(two.report.evidence[1].starts_with(&format!("{JANE} (signed: ED25519 key SHA256:")), "{:?}", two.report.evidence);
    assert!(!two.report.evidence.iter().any(|line| line.contains("attribution")));
}

#[test]
fn the_irreversible_and_each_override_need_one_more() {
    let mut scene = Scene::new();
    scene.signed(JANE, "jane");
    scene.signed(BO, "bo");
    scene.irreversible = true;
    let decision = scene.decide();
    assert_eq!((decision.outcome, decision.needed), (Outcome::Missing, 3));
    assert_eq!(decision.report.evidence[0], "red needs 2 approvals, one more because the plan cannot be taken back; 3 in all; 2 count");
    scene.overrides = 2;
    assert_eq!(scene.decide().needed, 5);
    scene.light = Light::Yellow;
    assert_eq!(scene.decide().needed, 3, "what is not red is not made dearer by being irreversible");
    (scene.overrides, scene.policy.needed.red, scene.light) = (0, 0, Light::Red);
    assert_eq!(scene.decide().needed, 2, "red is never free in a protected environment");
    scene.protected = false;
    scene.policy.approvers.clear();
    assert_eq!(scene.decide().needed, 0, "where nobody is asked, nobody is asked once more");
    (scene.light, scene.irreversible) = (Light::Green, false);
    assert_eq!((scene.decide().outcome, scene.decide().needed), (Outcome::Pass, 0));
}

#[test]
fn each_fault_is_named() {
    let fault = |change: &dyn Fn(&mut Scene), wanted: &str| {
        let mut scene = Scene::new();
        scene.policy.needed.red = 1;
        change(&mut scene);
        let (outcome, why) = scene.ignored();
        assert!(why.contains(wanted) && outcome == Outcome::Missing, "{why}");
    };
    fault(&|scene| scene.signed("eve@example.org", "jane"), "not one of the approvers of production");
    fault(&|scene| scene.signed(JANE, "eve"), "its signature does not hold: its key is not one of the allowed signers");
    fault(&|scene| scene.signed(JANE, "bo"), "its signature does not hold");
    fault(&|scene| scene.unsigned(JANE, Assurance::Signed), "it is not signed");
    fault(&|scene| scene.unsigned(JANE, Assurance::Ci), "it is not signed");
    let altered = |scene: &mut Scene, change: &dyn Fn(&mut ApprovalStatement)| {
        let statement = scene.statement(JANE, scene.next());
        let signature = Some(scene.keys.sign("jane", &bytes_to_sign(&statement).unwrap()));
        let mut statement = statement;
        change(&mut statement);
        scene.record(local(JANE), Event::Approved(Approval { statement, signature }));
    };
    fault(&|scene| altered(scene, &|statement| statement.expires = minute(59)), "it is not over this statement");
    fault(&|scene| altered(scene, &|statement| statement.by = BO.into()), "its signature does not hold");
    fault(
        &|scene| {
            let state = State::default();
            let plan = Digest::of_bytes(b"other");
            let other = statement(&Question { plan: &plan, ..scene.question(&state) }, &plan, "c0ffee", JANE);
            scene.given(other, Some("jane"));
        },
        "which is another",
    );
    fault(
        &|scene| {
            scene.signed(JANE, "jane");
            scene.world.now = minute(61);
        },
        "it expired on",
    );
    fault(
        &|scene| {
            // The statement gives itself a week; the policy gives an hour.
            let statement = ApprovalStatement { expires: minute(10_000), ..scene.statement(JANE, scene.next()) };
            scene.given(statement, Some("jane"));
            scene.world.now = minute(61);
        },
        "it expired on",
    );
    fault(
        &|scene| {
            let statement = scene.statement(JANE, minute(31));
            scene.given(statement, Some("jane"));
        },
        "still to come",
    );
    fault(
        &|scene| {
            scene.signed(JANE, "jane");
            scene.world.now = minute(0);
        },
        "still to come",
    );
    fault(
        &|scene| {
            scene.signed(JANE, "jane");
            let (environment, plan) = ("production".to_owned(), Digest::of_bytes(b"plan"));
            scene.record(local(BO), Event::Revoked(Revocation { environment, plan, of: JANE.into(), reason: None }));
        },
        "taken back on",
    );
}

#[test]
fn after_a_revocation_a_new_approval_counts() {
    let mut scene = Scene::new();
    scene.policy.needed.red = 1;
    scene.signed(JANE, "jane");
    let (environment, plan) = ("production".to_owned(), Digest::of_bytes(b"plan"));
    scene.record(local(JANE), Event::Revoked(Revocation { environment, plan, of: JANE.into(), reason: None }));
    scene.signed(JANE, "jane");
    assert_eq!(scene.decide().outcome, Outcome::Pass);
}

#[test]
fn one_person_and_one_key_count_once() {
    let mut scene = Scene::new();
    scene.signed(JANE, "jane");
    scene.signed(JANE, "jane");
    assert_eq!(scene.ignored(), (Outcome::Missing, "they count already, by record 1".to_owned()));
    // One key under two names.
    let mut scene = Scene::new();
    scene.signers = scene.keys.allowed(&[(JANE, "jane", ""), (BO, "jane", "")]);
    scene.signed(JANE, "jane");
    scene.signed(BO, "jane");
    let (outcome, why) = scene.ignored();
    assert!(outcome == Outcome::Missing && why.contains("one key counts once"), "{why}");
}

#[test]
fn a_switched_git_identity_makes_no_second_approval_where_signatures_are_needed() {
    let mut scene = Scene::new();
    scene.unsigned(JANE, Assurance::Local);
    scene.unsigned(BO, Assurance::Local);
    scene.signed(KIM, "jane");
    let decision = scene.decide();
    assert_eq!((decision.outcome, decision.counted.len(), decision.ignored.len()), (Outcome::Missing, 0, 3));
    // Where the team takes the identity's word, it is called what it is.
    scene.policy.assurance.red = Assurance::Local;
    let decision = scene.decide();
    assert_eq!((decision.outcome, decision.counted.len()), (Outcome::Pass, 2));
    assert!(decision.report.evidence.iter().any(|line| line.starts_with("attribution only: ")), "{:?}", decision.report.evidence);
    scene.policy.assurance.red = Assurance::Ci;
    assert_eq!((scene.decide().outcome, scene.decide().counted.len()), (Outcome::Missing, 0));
    scene.policy.assurance.red = Assurance::Local;
    scene.records[1].by = local(JANE);
    assert!(scene.decide().ignored.iter().any(|ignored| ignored.why == "jane@example.org recorded it in their name"));
}

#[test]
fn somebody_must_neither_have_written_nor_apply_it() {
    let mut scene = Scene::new();
    scene.authors = vec![JANE.to_owned()];
    scene.applier = Some(BO.to_owned());
    scene.signed(JANE, "jane");
    scene.signed(BO, "bo");
    let decision = scene.decide();
    assert_eq!((decision.outcome, decision.counted.len()), (Outcome::Missing, 2));
    assert!(decision.report.evidence.iter().any(|line| line.starts_with("none of them is by somebody")));
    assert_eq!(decision.report.next[1], "by kim@example.org");
    scene.signed(KIM, "kim");
    assert_eq!(scene.decide().outcome, Outcome::Pass);
    scene.applier = Some(KIM.to_owned());
    assert_eq!(scene.decide().outcome, Outcome::Pass, "then Bo is the one");
}

#[test]
fn a_no_outweighs_every_yes() {
    let mut scene = Scene::new();
    scene.signed(JANE, "jane");
    scene.signed(BO, "bo");
    let (environment, plan) = ("production".to_owned(), Digest::of_bytes(b"plan"));
    scene.record(local(KIM), Event::Rejected(Rejection { environment, plan, reason: "the report still reads it".into() }));
    let decision = scene.decide();
    assert_eq!((decision.outcome, decision.report.answer), (Outcome::Rejected, Answer::Fail));
    assert!(decision.report.evidence[0].ends_with("the report still reads it"));
}

#[test]
fn what_cannot_be_checked_is_unknown_and_only_where_it_would_be_enough() {
    let mut scene = Scene::new();
    scene.signed(JANE, "jane");
    scene.signed(BO, "bo");
    scene.world.bare = true;
    let decision = scene.decide();
    assert_eq!((decision.outcome, decision.report.answer, decision.counted.len()), (Outcome::Unknown, Answer::Unknown, 0));
    assert!(decision.report.next[0].contains("OpenSSH"));
    scene.records.truncate(1);
    assert_eq!(scene.decide().outcome, Outcome::Missing);
    scene.signed(JANE, "jane");
    assert_eq!(scene.decide().outcome, Outcome::Missing, "one person twice");
    scene.world.bare = false;
    scene.named = false;
    scene.signed(BO, "bo");
    let decision = scene.decide();
    assert_eq!(decision.outcome, Outcome::Unknown);
    assert!(decision.report.next[0].contains("allowed_signers"));
}

#[test]
fn a_key_that_was_withdrawn_takes_its_approvals_with_it() {
    let mut scene = Scene::new();
    scene.policy.needed.red = 1;
    scene.signers = scene.keys.allowed(&[(JANE, "jane", &format!("valid-before=\"{}Z\"", minute(10).strftime("%Y%m%d%H%M%S")))]);
    scene.signed(JANE, "jane");
    let (outcome, why) = scene.ignored();
    assert!(outcome == Outcome::Missing && why.ends_with("its key is not valid any more"), "{why}");
}
