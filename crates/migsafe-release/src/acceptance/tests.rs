use migsafe_core::source::tree::MemoryTree;
use migsafe_core::{Light, Options, Project, Report};

use super::*;
use crate::testing::World;

const SQL: &str = "-- the old name\nALTER TABLE users\r\n  DROP COLUMN \"le'ga\\cy\";\nDROP TABLE old;\n";
const WHY: &str = "nothing has read it since 4.2";

fn now() -> Timestamp {
    "2026-11-25T22:00:00.5Z".parse().unwrap()
}

fn check(sql: &str, accepted: BTreeMap<String, Accepted>) -> Report {
    Project::from_text(sql, Utf8Path::new("db/1_drop.sql"), None).check(&Options { accepted, ..Options::default() })
}

fn only(report: &Report) -> &MigrationReport {
    &report.projects[0].migrations[0]
}

fn drop_column(report: &Report) -> &Finding {
    only(report).findings.iter().find(|finding| finding.rule == "drop-column").unwrap()
}

fn request<'a>(report: &'a Report, finding: &'a Finding) -> Request<'a> {
    Request {
        migration: only(report),
        finding,
        reason: WHY,
        alternative_declined: Some("the table has forty rows and the site is closed"),
        tolerant: None,
        unreferenced: Some("removed in the release of 20 November"),
        by: "Jane@Example.org",
        expires: Some("2026-12-24T00:00:00Z".parse().unwrap()),
    }
}

/// A folder, and an acceptance written into it.
fn written(change: impl Fn(&mut Request<'_>)) -> (tempfile::TempDir, Result<Acceptance, AcceptError>) {
    let folder = tempfile::tempdir().unwrap();
    let place = Utf8Path::from_path(folder.path()).unwrap().join("a/b");
    let report = check(SQL, BTreeMap::new());
    let mut request = request(&report, drop_column(&report));
    change(&mut request);
    let world = World { now: now(), ..World::default() };
    let made = write(&world.edges(), &place, &request);
    (folder, made)
}

/// The same acceptance as a file of a tree.
fn tree(text: &str) -> (Vec<Acceptance>, Vec<Problem>) {
    let report = check(SQL, BTreeMap::new());
    let name = file_name(&drop_column(&report).fingerprint);
    read_all(&MemoryTree::new([(format!("f/{name}"), text)]), Utf8Path::new("f"))
}

fn text() -> String {
    let (_folder, made) = written(|_| ());
    std::fs::read_to_string(made.unwrap().path).unwrap()
}

#[test]
fn what_is_written_is_read_and_counts() {
    let (folder, made) = written(|_| ());
    let made = made.unwrap();
    assert_eq!((made.by.as_str(), made.at.to_string().as_str()), ("jane@example.org", "2026-11-25T22:00:00Z"));
    let (read, problems) = tree(&std::fs::read_to_string(&made.path).unwrap());
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(read, [Acceptance { path: read[0].path.clone(), ..made }]);
    let report = check(SQL, accepted(&read, now()));
    let finding = drop_column(&report);
    assert!(finding.is_accepted() && finding.suppressed.as_ref().unwrap().reason.as_deref() == Some(WHY));
    assert_eq!((report.light(), report.summary.accepted, report.summary.suppressed), (Light::Red, 1, 0));
    assert!(report.summary.errors > 0, "the other one is not accepted");
    assert!(read_all(&MemoryTree::new([("x", "")]), Utf8Path::new("f")).0.is_empty(), "no folder, none");
    drop(folder);
}

#[test]
fn it_follows_its_statement_and_no_other() {
    let accepted = accepted(&tree(&text()).0, now());
    let layout = "ALTER TABLE users DROP COLUMN /* gone */ \"le'ga\\cy\" ;\nSELECT 1;";
    assert!(drop_column(&check(layout, accepted.clone())).is_accepted(), "white space and comments may change");
    let other = check("ALTER TABLE users DROP COLUMN other;", accepted);
    assert!(other.summary.accepted == 0 && drop_column(&other).suppressed.is_none());
}

#[test]
fn what_does_not_count_says_why() {
    let why = |text: &str, now: Timestamp| {
        let (read, problems) = tree(text);
        assert!(problems.is_empty(), "{problems:?}");
        let report = check(SQL, accepted(&read, now));
        let finding = drop_column(&report);
        assert!(finding.suppressed.is_none());
        finding.help.clone().unwrap().split(" does not count: ").nth(1).unwrap().split("; ").next().unwrap().to_owned()
    };
    let text = text();
    let later = "2026-12-24T00:00:00Z".parse().unwrap();
    assert_eq!(why(&text, later), "it expired on 2026-12-24T00:00:00Z");
    assert_eq!(why(&text, Timestamp::UNIX_EPOCH), "it is dated 2026-11-25T22:00:00Z, which is still to come");
    let edited = |from: &str, to: &str| {
        assert!(text.contains(from), "{text}");
        why(&text.replace(from, to), now())
    };
    assert_eq!(edited("drop-column", "not-understood"), "it names the rule `not-understood`, and this is `drop-column`");
    assert!(edited("migration = \"1_drop", "migration = \"2_drop").starts_with("it names the migration `2_drop"));
    assert_eq!(edited("ALTER TABLE users", "ALTER TABLE logs"), "it quotes another statement");
    let declines = text.lines().find(|line| line.starts_with("alternative_declined")).unwrap();
    assert!(edited(declines, "").starts_with("there is a safe way"));
}

#[test]
fn a_comment_that_suppresses_is_no_acceptance() {
    let commented = SQL.replace("ALTER TABLE", "-- migsafe: ignore drop-column because x\nALTER TABLE");
    let report = check(&commented, BTreeMap::new());
    assert!(drop_column(&report).suppressed.is_some() && !drop_column(&report).is_accepted());
    assert!(drop_column(&check(&commented, accepted(&tree(&text()).0, now()))).is_accepted(), "and hides none");
}

#[test]
fn faults_name_their_line() {
    let text = text();
    let fault = |from: &str, to: &str| {
        assert!(text.contains(from), "{text}");
        let (read, problems) = tree(&text.replace(from, to));
        assert!(read.is_empty() && problems.len() == 1);
        problems[0].message.clone()
    };
    assert!(fault("rule = ", "rul = ").contains("there is no key `rul` here"), "{}", fault("rule = ", "rul = "));
    assert!(fault("[attest.unreferenced]", "[attest.unreferened]").contains("unreferened"));
    let empty = fault(WHY, "ok ok ok ok");
    assert!(empty.starts_with("line ") && empty.contains("`ok ok ok ok` is no reason"), "{empty}");
    assert!(fault("removed in the release of 20 November", "test test").contains("no reason"));
    assert!(fault("the table has forty rows and the site is closed", "n/a").contains("no reason"));
    assert!(fault("at = \"2026", "at = \"26").contains("is no time"));
    assert!(fault("2026-12-24T00:00:00Z", "2026-12-24T00:00:00").contains("is no time"), "without its zone");
    assert!(fault("by = \"jane@example.org\"\nat", "by = \" \"\nat").contains("it names nobody"));
    assert!(fault("finding = \"", "finding = \"0").contains("16 hexadecimal digits"));
    assert!(fault("by = \"jane@example.org\"\nat", "at").contains("`by` is missing"));
    let id = text.lines().find(|line| line.starts_with("finding")).unwrap();
    assert!(fault(id, "finding = \"0123456789abcdef\"").contains("is called F-0123456789abcdef.toml"));
}

#[test]
fn one_bad_file_hides_no_other_and_strangers_are_left_alone() {
    let good = text();
    let id = good.lines().find_map(|line| line.strip_prefix("finding = \"")).unwrap().trim_end_matches('"');
    let files = [
        (format!("f/{}", file_name(id)), good.as_bytes()),
        ("f/F-bad.toml".to_owned(), b"x".as_slice()),
        ("f/F-0000000000000000.toml".to_owned(), b"\xff"),
        ("f/README.md".to_owned(), b"hello"),
    ];
    let (read, problems) = read_all(&MemoryTree::new(files), Utf8Path::new("f"));
    assert_eq!((read.len(), problems.len()), (1, 2));
    assert_eq!(problems[0].message, "not UTF-8 at byte 0");
}

#[test]
fn days_count_in_utc_to_their_end() {
    let at = |expires: &str| {
        let (read, problems) = tree(&text().replace("\"2026-12-24T00:00:00Z\"", expires));
        assert!(problems.is_empty(), "{problems:?}");
        read[0].expires.unwrap().to_string()
    };
    assert_eq!(at("\"2026-12-24\""), "2026-12-25T00:00:00Z");
    assert_eq!(at("2026-12-24"), "2026-12-25T00:00:00Z");
    assert_eq!(at("2026-12-24T01:00:00+01:00"), "2026-12-24T00:00:00Z");
}

#[test]
fn accepting_asks_for_reasons_and_for_the_safe_way_to_be_declined() {
    let fault = |change: fn(&mut Request<'_>)| written(change).1.unwrap_err().message;
    assert!(fault(|request| request.reason = "ok").contains("`ok` is no reason"));
    assert!(fault(|request| request.unreferenced = Some("test")).contains("no reason"));
    assert!(fault(|request| request.alternative_declined = Some("")).contains("no reason is given"));
    assert!(fault(|request| request.alternative_declined = None).contains("there is a safe way"));
    assert!(fault(|request| request.expires = Some(Timestamp::UNIX_EPOCH)).contains("it expired on"));
    assert!(fault(|request| request.by = "").contains("cannot be read back"));
}

#[test]
fn a_file_that_is_there_is_not_overwritten() {
    let (folder, made) = written(|_| ());
    let place = Utf8Path::from_path(folder.path()).unwrap().join("a/b");
    let report = check(SQL, BTreeMap::new());
    let world = World { now: now(), ..World::default() };
    let again = write(&world.edges(), &place, &request(&report, drop_column(&report))).unwrap_err();
    assert!(again.message.ends_with("is there already"), "{again:?}");
    assert!(made.unwrap().path.exists());
}

#[test]
fn a_finding_is_named_by_its_first_digits() {
    let report = check(SQL, BTreeMap::new());
    let finding = drop_column(&report);
    let all = || only(&report).findings.iter();
    for given in [format!("F-{}", finding.fingerprint), format!("f-{}", &finding.fingerprint[..8]), finding.fingerprint[..6].to_uppercase()]
    {
        assert_eq!(find(&given, all()).unwrap().fingerprint, finding.fingerprint);
    }
    let twice = [finding, finding];
    assert!(find(&finding.fingerprint, twice).unwrap_err().contains("may be any of"));
    for given in ["F-", "F-123", "F-zzzz", "", "F-00000000000000000"] {
        assert!(find(given, all()).unwrap_err().contains("names no finding"), "{given}");
    }
    let unknown = if finding.fingerprint.starts_with("0000") { "ffff" } else { "0000" };
    assert!(find(unknown, std::iter::once(finding)).unwrap_err().contains("there is no finding"));
}
