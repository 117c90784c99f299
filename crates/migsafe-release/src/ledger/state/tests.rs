use super::super::ApprovalStatement;
use super::*;
use crate::policy::Assurance;

fn digest(text: &str) -> Digest {
    Digest::of_bytes(text.as_bytes())
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn migration(id: &str, tokens: &str) -> AppliedMigration {
    AppliedMigration { root: "db".into(), id: id.to_owned(), tokens: digest(tokens), raw: digest(tokens) }
}

fn adopted(migrations: &[AppliedMigration], squashed: &[AppliedMigration]) -> Event {
    let (migrations, squashed) = (migrations.to_vec(), squashed.to_vec());
    Event::Adopted(Adoption { environment: "staging".into(), commit: "c".into(), migrations, squashed, policy_ref: None, reason: None })
}

fn approved(by: &str, plan: &str) -> Event {
    let statement = ApprovalStatement {
        environment: "staging".into(),
        plan: digest(plan),
        commit: "c0ffee".to_owned(),
        change: digest("change"),
        by: by.to_owned(),
        at: at(0),
        expires: at(1000),
    };
    Event::Approved(Approval { statement, signature: None })
}

fn revoked(of: &str, plan: &str) -> Event {
    Event::Revoked(Revocation { environment: "staging".into(), plan: digest(plan), of: of.to_owned(), reason: None })
}

/// The events, one every ten seconds.
fn state(events: &[Event]) -> State {
    let by = Actor { name: "jane@example.org".into(), assurance: Assurance::Local, source: String::new() };
    let records: Vec<_> = (0_u32..)
        .zip(events)
        .map(|(at_place, event)| Record {
            sequence: u64::from(at_place) + 1,
            previous: Digest::zeros(),
            at: at(i64::from(at_place) * 10),
            by: by.clone(),
            event: event.clone(),
        })
        .collect();
    State::of(&records)
}

#[test]
fn a_later_base_replaces_the_earlier_one_and_what_it_holds_keeps_its_time() {
    let (a, b) = (migration("1_a", "a"), migration("2_b", "b"));
    let state = state(&[adopted(std::slice::from_ref(&a), &[]), adopted(&[a.clone(), b.clone()], &[])]);
    assert_eq!(state.base("staging").unwrap().what.migrations.len(), 2);
    assert_eq!((state.held_since("staging", &a), state.held_since("staging", &b)), (Some(at(0)), Some(at(10))));
    assert_eq!((state.held_since("production", &a), state.latest()), (None, Some(at(10))));
    assert!(state.base("production").is_none());
}

#[test]
fn other_tokens_are_another_migration_and_other_bytes_are_not() {
    let a = migration("1_a", "a");
    let state = state(&[adopted(std::slice::from_ref(&a), &[])]);
    assert_eq!(state.held_since("staging", &migration("1_a", "edited")), None);
    assert_eq!(state.held_since("staging", &migration("1_renamed", "a")), None);
    assert_eq!(state.held_since("staging", &AppliedMigration { raw: digest("a comment"), ..a }), Some(at(0)));
}

#[test]
fn what_was_taken_back_begins_anew() {
    let (a, b) = (migration("1_a", "a"), migration("2_b", "b"));
    let (one, both) = (adopted(std::slice::from_ref(&a), &[]), adopted(&[a.clone(), b.clone()], &[]));
    let gone = state(&[both.clone(), one.clone()]);
    assert_eq!((gone.held_since("staging", &a), gone.held_since("staging", &b)), (Some(at(0)), None));
    assert_eq!(state(&[both.clone(), one, both]).held_since("staging", &b), Some(at(20)));
}

#[test]
fn a_squash_goes_on_holding_what_it_replaced() {
    let (a, squash) = (migration("1_a", "a"), migration("0_squash", "all"));
    let state = state(&[adopted(std::slice::from_ref(&a), &[]), adopted(&[squash], std::slice::from_ref(&a))]);
    assert_eq!(state.held_since("staging", &a), Some(at(0)));
}

#[test]
fn a_revocation_takes_that_persons_approvals_of_that_plan_given_before_it() {
    let events = [
        approved("jane@example.org", "p"),
        approved("bo@example.org", "p"),
        approved("jane@example.org", "q"),
        revoked("jane@example.org", "p"),
        approved("jane@example.org", "p"),
    ];
    let state = state(&events);
    let told: Vec<_> =
        state.approvals("staging", &digest("p")).iter().map(|given| (given.said.sequence, given.revoked.is_some())).collect();
    assert_eq!(told, [(1, true), (2, false), (5, false)]);
    assert!(state.approvals("staging", &digest("q"))[0].revoked.is_none());
    assert!(state.approvals("production", &digest("p")).is_empty());
}

#[test]
fn rejections_and_ticks_and_overrides_are_those_of_the_plan() {
    let environment = || "staging".to_owned();
    let events = [
        Event::Rejected(Rejection { environment: environment(), plan: digest("p"), reason: "no".into() }),
        Event::Ticked(Tick { environment: environment(), plan: digest("p"), item: "alerts on".into() }),
        Event::Overridden(Override {
            environment: environment(),
            plan: digest("p"),
            gate: "soak".into(),
            reason: "the site is down".into(),
            backup: "b-1".into(),
            expires: at(100),
        }),
    ];
    let state = state(&events);
    assert_eq!(state.rejection("staging", &digest("p")).unwrap().what.reason, "no");
    assert_eq!(state.ticks("staging", &digest("p"))[0].what.item, "alerts on");
    assert_eq!(state.overrides("staging", &digest("p"), at(99)).len(), 1);
    assert!(state.overrides("staging", &digest("p"), at(100)).is_empty(), "it has expired");
    assert!(state.overrides("staging", &digest("p"), at(19)).is_empty(), "it is not given yet");
    assert!(state.rejection("staging", &digest("q")).is_none() && state.ticks("staging", &digest("q")).is_empty());
    assert!(state.overrides("staging", &digest("q"), at(50)).is_empty() && state.rejection("production", &digest("p")).is_none());
}
