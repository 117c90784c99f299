use std::process::Command;

use super::*;
use crate::testing::{Keys, World};

const JANE: &str = "jane@example.org";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-06-01T12:00:00Z")
}

fn bad(verification: Verification) -> String {
    match verification {
        Verification::Bad(why) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_signature_by_an_allowed_key_is_good_and_names_the_key() {
    let (keys, world) = (Keys::new(), World::default());
    let signature = keys.sign("jane", b"yes");
    let signers = keys.allowed(&[(JANE, "jane", "")]);
    match verify(&world.edges(), &signers, JANE, b"yes", &signature, now()) {
        Verification::Verified { key, algorithm } => assert_eq!((key, algorithm.as_str()), (keys.fingerprint("jane"), "ED25519")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn anything_else_is_bad_and_says_why() {
    let (keys, world) = (Keys::new(), World::default());
    let signers = keys.allowed(&[(JANE, "jane", ""), ("bo@example.org", "bo", "")]);
    let check = |principal: &str, bytes: &[u8], signature: &str| bad(verify(&world.edges(), &signers, principal, bytes, signature, now()));
    let signature = keys.sign("jane", b"yes");
    let unlisted = "its key is not one of the allowed signers for jane@example.org";
    assert_eq!(check(JANE, b"yes", &keys.sign("other", b"yes")), unlisted);
    assert_eq!(check(JANE, b"yes", &keys.sign("bo", b"yes")), unlisted);
    assert_eq!(check("bo@example.org", b"yes", &signature), unlisted.replace("jane", "bo"));
    assert_eq!(check("", b"yes", &signature), unlisted.replace(JANE, ""));
    assert_eq!(check(JANE, b"yes!", &signature), "it is not over this statement");
    assert_eq!(check(JANE, b"yes", "yes"), "it is no SSH signature");
    assert_eq!(check(JANE, b"yes", ""), "it is no SSH signature");
    let half = &signature[..signature.len() / 2];
    assert_eq!(check(JANE, b"yes", half), "it is no SSH signature");
    let elsewhere = keys.sign_for("git", "jane", b"yes");
    assert_eq!(check(JANE, b"yes", &elsewhere), "it was made for something else than migsafe, or its key is not allowed for it");
}

#[test]
fn the_file_of_signers_limits_time_and_purpose() {
    let (keys, world) = (Keys::new(), World::default());
    let signature = keys.sign("jane", b"yes");
    let check =
        |options: &str, time: &str| verify(&world.edges(), &keys.allowed(&[(JANE, "jane", options)]), JANE, b"yes", &signature, at(time));
    let good = |verification: &Verification| matches!(verification, Verification::Verified { .. });
    let until = "valid-before=\"20260601120000\"";
    assert!(good(&check(until, "2026-06-01T11:59:59Z")), "in UTC");
    assert_eq!(bad(check(until, "2026-06-01T12:00:01Z")), "its key is not valid any more");
    assert_eq!(bad(check("valid-after=\"20260601120000\"", "2026-06-01T11:59:59Z")), "its key is not valid yet");
    assert!(good(&check("namespaces=\"migsafe\"", "2026-06-01T00:00:00Z")));
    assert!(bad(check("namespaces=\"git,file\"", "2026-06-01T00:00:00Z")).contains("not allowed"));
}

#[test]
fn without_ssh_keygen_nobody_can_tell() {
    let (keys, world) = (Keys::new(), World { bare: true, ..World::default() });
    let signers = keys.allowed(&[(JANE, "jane", "")]);
    let told = verify(&world.edges(), &signers, JANE, b"yes", &keys.sign("jane", b"yes"), now());
    assert_eq!(told, Verification::CannotTell("ssh-keygen is not installed".to_owned()));
    assert_eq!(sign(&world.edges(), Some("key"), b"yes").unwrap_err().message, "ssh-keygen is not installed");
}

#[test]
fn a_complaint_about_the_call_is_no_verdict() {
    let said = |code, output: &str, complaint: &str| {
        judge(&Outcome { code, timed_out: false, output: output.into(), complaint: complaint.into() }, JANE)
    };
    assert_eq!(
        said(Some(255), "", "x\nunknown option -- Y\n"),
        Verification::CannotTell("ssh-keygen ended without a verdict: unknown option -- Y".to_owned())
    );
    assert!(matches!(said(None, "", ""), Verification::CannotTell(_)));
    let other = "Good \"migsafe\" signature for bo@example.org with ED25519 key SHA256:x";
    assert!(matches!(said(Some(0), other, ""), Verification::CannotTell(_)), "for somebody else");
}

#[test]
fn signing_takes_the_key_named_or_that_of_git() {
    let keys = Keys::new();
    let signers = keys.allowed(&[(JANE, "jane", "")]);
    let git = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(git.path()).unwrap().to_owned();
    let world = World { root: root.clone(), ..World::default() };
    let configure = |arguments: &[&str]| assert!(Command::new("git").arg("-C").arg(&root).args(arguments).status().unwrap().success());
    configure(&["init", "-q"]);
    configure(&["config", "user.signingkey", ""]);
    assert!(sign(&world.edges(), None, b"yes").unwrap_err().help.contains("--key"));
    configure(&["config", "user.signingkey", keys.private("jane").as_str()]);
    for key in [None, Some(keys.private("jane"))] {
        let signature = sign(&world.edges(), key.as_ref().map(|key| key.as_str()), b"yes").unwrap();
        assert!(matches!(verify(&world.edges(), &signers, JANE, b"yes", &signature, now()), Verification::Verified { .. }));
    }
    let error = sign(&world.edges(), Some("/no/such/key"), b"yes").unwrap_err();
    assert!(error.message.contains("/no/such/key") && error.message.contains("No such file"), "{}", error.message);
}

#[test]
fn a_public_key_itself_is_told_from_a_file() {
    assert_eq!(literal("ssh-ed25519 AAAA jane"), Some("ssh-ed25519 AAAA jane"));
    assert_eq!(literal("key::ecdsa-sha2-nistp256 AAAA"), Some("ecdsa-sha2-nistp256 AAAA"));
    assert_eq!((literal("~/.ssh/id"), literal("ssh-key")), (None, None));
}
