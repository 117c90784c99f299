use std::sync::{Arc, Mutex};

use super::super::{Rejection, verify};
use super::*;
use crate::policy::Assurance;

/// A file in memory, on a disk that dies after so many bytes and so many other changes.
#[derive(Debug, Clone)]
struct Memory {
    file: Arc<Mutex<Option<Vec<u8>>>>,
    left: Arc<Mutex<usize>>,
}

impl Memory {
    fn holding(bytes: &[u8]) -> Self {
        Self::dying_after(usize::MAX, Some(bytes.to_vec()))
    }

    fn dying_after(left: usize, file: Option<Vec<u8>>) -> Self {
        Self { file: Arc::new(Mutex::new(file)), left: Arc::new(Mutex::new(left)) }
    }

    fn bytes(&self) -> Vec<u8> {
        self.file.lock().unwrap().clone().unwrap_or_default()
    }

    /// How much of so many steps is still done.
    fn spend(&self, steps: usize) -> usize {
        let mut left = self.left.lock().unwrap();
        let spent = steps.min(*left);
        *left -= spent;
        spent
    }
}

fn dead() -> std::io::Error {
    std::io::Error::other("the machine died")
}

impl Disk for Memory {
    fn read(&self, _path: &Utf8Path) -> std::io::Result<Option<Vec<u8>>> {
        Ok(self.file.lock().unwrap().clone())
    }

    fn append(&self, _path: &Utf8Path, bytes: &[u8]) -> std::io::Result<()> {
        // One step more than there are bytes: the sync.
        let done = self.spend(bytes.len() + 1);
        self.file.lock().unwrap().get_or_insert_default().extend_from_slice(&bytes[..done.min(bytes.len())]);
        if done > bytes.len() { Ok(()) } else { Err(dead()) }
    }

    fn cut(&self, _path: &Utf8Path, length: u64) -> std::io::Result<()> {
        if self.spend(1) == 0 {
            return Err(dead());
        }
        self.file.lock().unwrap().get_or_insert_default().truncate(usize::try_from(length).unwrap());
        Ok(())
    }

    fn lock(&self, _path: &Utf8Path, _holder: &str) -> std::io::Result<Result<Guard, String>> {
        Ok(Ok(Guard::free()))
    }
}

fn jane() -> Actor {
    Actor { name: "jane@example.org".into(), assurance: Assurance::Local, source: "git config user.email".into() }
}

fn event(reason: &str) -> Event {
    Event::Rejected(Rejection { environment: "production".into(), plan: Digest::of_bytes(b"plan"), reason: reason.into() })
}

fn ledger(disk: Memory) -> Ledger<Memory> {
    Ledger::on(disk, Utf8Path::new("/ledger"))
}

fn put(ledger: &Ledger<impl Disk>, reason: &str) -> Result<Entry, LedgerError> {
    ledger.append(event(reason), &jane(), Timestamp::UNIX_EPOCH, None)
}

/// What a ledger of three records looks like.
fn three() -> Vec<u8> {
    let disk = Memory::dying_after(usize::MAX, None);
    for reason in ["one é", "two", "three"] {
        put(&ledger(disk.clone()), reason).unwrap();
    }
    disk.bytes()
}

fn reasons(loaded: &Loaded) -> Vec<String> {
    let told = |entry: &Entry| match &entry.record.event {
        Event::Rejected(rejection) => rejection.reason.clone(),
        Event::Repaired { bytes } => format!("repaired {bytes}"),
        other => format!("{other:?}"),
    };
    loaded.entries.iter().map(told).collect()
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

#[test]
fn records_are_chained_and_checked() {
    let ledger = ledger(Memory::holding(&three()));
    let loaded = ledger.read().unwrap();
    assert_eq!((reasons(&loaded), loaded.torn), (vec!["one é".to_owned(), "two".to_owned(), "three".to_owned()], 0));
    assert_eq!(loaded.entries[0].record.previous, Digest::zeros());
    assert_eq!(loaded.entries[2].record.previous, loaded.entries[1].hash);
    let verified = verify(&ledger, Some(&loaded.entries[1].hash.as_str()[..8])).unwrap();
    assert_eq!((verified.records, &verified.head, verified.repairs.len()), (3, &loaded.entries[2].hash, 0));
}

#[test]
fn records_gone_from_the_end_are_seen_by_a_head_kept_elsewhere_only() {
    let bytes = three();
    let head = line::read(&bytes).unwrap().loaded.head();
    let shorter = ledger(Memory::holding(&lines(&bytes)[..2].concat()));
    assert_eq!(verify(&shorter, None).unwrap().records, 2);
    assert!(matches!(verify(&shorter, Some(head.as_str())), Err(LedgerError::Missing { records: 2, .. })));
    assert!(matches!(verify(&ledger(Memory::holding(b"")), Some("")), Err(LedgerError::Missing { records: 0, .. })));
}

/// Whatever single byte is changed, and to whatever: the ledger is refused.
#[test]
fn every_byte_flipped_is_refused_with_the_records_number() {
    let bytes = three();
    for place in 0..bytes.len() {
        let number = lines(&bytes[..=place]).len() as u64;
        for change in [1, 2, 4, 8, 16, 32, 64, 128, 255, bytes[place], bytes[place] ^ b'\n'] {
            let mut changed = bytes.clone();
            changed[place] ^= change;
            if changed == bytes {
                continue;
            }
            match ledger(Memory::holding(&changed)).read() {
                Err(LedgerError::Damaged { record, .. }) => assert_eq!(record, number, "byte {place} ^ {change}"),
                other => panic!("byte {place} ^ {change}: {other:?}"),
            }
        }
    }
}

/// A flip in a tail that was cut short leaves it cut short, or is refused; never is it taken for a record.
#[test]
fn every_byte_of_a_torn_tail_flipped_is_refused_or_repaired() {
    let bytes = three();
    let before = lines(&bytes)[..2].concat();
    for end in [before.len() + 1, before.len() + 40, bytes.len() - 2] {
        for place in before.len()..end {
            for change in [1, 2, 4, 8, 16, 32, 64, 128, 255, bytes[place], bytes[place] ^ b'\n', bytes[place] ^ b'}']
                .into_iter()
                .filter(|change| *change != 0)
            {
                let mut changed = bytes[..end].to_vec();
                changed[place] ^= change;
                match ledger(Memory::holding(&changed)).read() {
                    Ok(loaded) => assert_eq!((loaded.entries.len(), loaded.torn), (2, (end - before.len()) as u64)),
                    Err(error) => assert!(matches!(error, LedgerError::Damaged { record: 3, .. }), "{error}"),
                }
            }
        }
    }
}

#[test]
fn every_prefix_is_a_shorter_ledger_and_the_next_write_repairs_it() {
    let bytes = three();
    for end in 0..=bytes.len() {
        let disk = Memory::holding(&bytes[..end]);
        let ends = lines(&bytes[..end]).iter().filter(|line| line.ends_with(b"\n")).count();
        // A record that lacks its line end alone is whole.
        let whole = ends + usize::from(bytes.get(end) == Some(&b'\n'));
        let loaded = ledger(disk.clone()).read().unwrap();
        assert_eq!(reasons(&loaded), ["one é", "two", "three"][..whole], "{end} bytes");
        put(&ledger(disk.clone()), "next").unwrap();
        let mut wanted = ["one é", "two", "three"][..whole].iter().map(ToString::to_string).collect::<Vec<_>>();
        if loaded.torn > 0 {
            wanted.push(format!("repaired {}", loaded.torn));
        }
        wanted.push("next".to_owned());
        let after = ledger(disk.clone()).read().unwrap();
        assert_eq!((reasons(&after), after.torn), (wanted, 0), "{end} bytes");
        let repairs = verify(&ledger(disk), None).unwrap().repairs;
        assert_eq!(repairs.len(), usize::from(loaded.torn > 0));
    }
}

#[test]
fn zeros_where_the_disk_had_no_content_yet_are_a_torn_tail() {
    let bytes = three();
    let disk = Memory::holding(&[&bytes[..], &bytes[..20], &[0; 50]].concat());
    assert_eq!(ledger(disk.clone()).read().unwrap().torn, 70);
    put(&ledger(disk.clone()), "next").unwrap();
    assert_eq!(reasons(&ledger(disk).read().unwrap())[3..], ["repaired 70", "next"]);
}

#[test]
fn every_line_taken_out_put_in_twice_or_moved_is_refused() {
    let all = lines(&three());
    let refused = |lines: &[Vec<u8>]| match ledger(Memory::holding(&lines.concat())).read() {
        Err(LedgerError::Damaged { record, .. }) => record,
        other => panic!("{other:?}"),
    };
    for place in 0..all.len() {
        let number = place as u64 + 1;
        if number < 3 {
            let mut without = all.clone();
            without.remove(place);
            assert_eq!(refused(&without), number, "taken out");
        }
        let mut twice = all.clone();
        twice.insert(place, all[place].clone());
        assert_eq!(refused(&twice), number + 1, "twice");
        for other in place + 1..all.len() {
            let mut swapped = all.clone();
            swapped.swap(place, other);
            assert_eq!(refused(&swapped), number, "moved");
        }
        let mut emptied = all.clone();
        emptied.insert(place, b"\n".to_vec());
        assert_eq!(refused(&emptied), number, "an empty line");
    }
}

/// Somebody who can compute hashes can write a record, and still not change one that others follow.
#[test]
fn a_record_changed_with_its_hash_breaks_the_chain() {
    let loaded = line::read(&three()).unwrap().loaded;
    let mut record = loaded.entries[1].record.clone();
    record.event = event("forged");
    let mut all = lines(&three());
    all[1] = format!("{}\n", line::write(&record).unwrap().0).into_bytes();
    assert!(matches!(line::read(&all.concat()), Err(LedgerError::Damaged { record: 3, .. })));
}

#[test]
fn a_record_of_a_newer_version_is_named_as_such() {
    let value = |event: &str| {
        let text = format!(
            r#"{{"at":"1970-01-01T00:00:00Z","by":{{"assurance":"local","name":"j","source":"s"}},"event":{event},"previous":"{}","sequence":1}}"#,
            Digest::zeros()
        );
        let hash = Digest::of_bytes(text.as_bytes());
        text.replacen(r#","previous""#, &format!(r#","hash":"{hash}","previous""#), 1) + "\n"
    };
    assert!(line::read(value(r#"{"bytes":3,"kind":"repaired"}"#).as_bytes()).is_ok());
    for event in [r#"{"kind":"unheard-of"}"#, r#"{"bytes":3,"kind":"repaired","unheard":1}"#] {
        assert!(matches!(line::read(value(event).as_bytes()), Err(LedgerError::Newer { record: 1, .. })), "{event}");
    }
}

/// The machine dies at every byte of a write, on a sound ledger and on one with a torn tail; and again during the repair.
#[test]
fn a_crash_at_any_byte_leaves_the_state_before_or_after() {
    let bytes = three();
    let torn = [&bytes[..], &bytes[..30]].concat();
    for begin in [None, Some(bytes), Some(torn)] {
        let sound = begin.as_deref().map_or(0, |begin| line::read(begin).unwrap().loaded.entries.len());
        for first in 0.. {
            let disk = Memory::dying_after(first, begin.clone());
            let done = put(&ledger(disk.clone()), "new").is_ok();
            for second in [0, 1, 2, 40, 300, usize::MAX] {
                let disk = Memory::dying_after(second, Some(disk.bytes()));
                drop(put(&ledger(disk.clone()), "second"));
                let told = reasons(&ledger(disk.clone()).read().unwrap_or_else(|error| panic!("{first}, {second}: {error}")));
                let said: Vec<_> = told[sound..].iter().filter(|reason| !reason.starts_with("repaired")).collect();
                assert!(said.is_empty() || said == ["new"] || said == ["new", "second"] || said == ["second"], "{said:?}");
                assert!(!done || said[0] == "new", "what was said to be durable is there");
                assert!(second != usize::MAX || said.last().unwrap().as_str() == "second");
            }
            if done {
                break;
            }
        }
    }
}

#[test]
fn a_decision_rests_on_the_head_that_was_read() {
    let ledger = ledger(Memory::holding(&three()));
    let head = ledger.read().unwrap().head();
    let next = ledger.append(event("four"), &jane(), Timestamp::UNIX_EPOCH, Some(&head)).unwrap();
    let stale = ledger.append(event("five"), &jane(), Timestamp::UNIX_EPOCH, Some(&head));
    assert!(matches!(stale, Err(LedgerError::Moved { found, .. }) if found == next.hash));
    assert_eq!(ledger.read().unwrap().entries.len(), 4);
}

#[test]
fn a_clock_that_was_set_back_is_told() {
    let ledger = ledger(Memory::holding(b""));
    for second in [10, 20, 15] {
        ledger.append(event("x"), &jane(), Timestamp::from_second(second).unwrap(), None).unwrap();
    }
    assert_eq!(verify(&ledger, None).unwrap().clock_back, [3]);
}

mod on_disk {
    use super::*;

    fn folder() -> (tempfile::TempDir, Utf8PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("new/er/ledger");
        (folder, path)
    }

    #[test]
    fn the_first_record_makes_the_file_and_its_folders() {
        let (_folder, path) = folder();
        let ledger = Ledger::open(&path);
        assert!(ledger.read().unwrap().entries.is_empty() && !path.exists());
        put(&ledger, "one").unwrap();
        std::fs::write(&path, [std::fs::read(&path).unwrap(), b"{\"at".to_vec()].concat()).unwrap();
        put(&ledger, "two").unwrap();
        assert_eq!(reasons(&Ledger::open(&path).read().unwrap()), ["one", "repaired 4", "two"]);
    }

    #[test]
    fn a_second_writer_waits_and_then_names_the_holder() {
        let (_folder, path) = folder();
        let mut second = Ledger::open(&path);
        second.patience = Duration::from_millis(60);
        let held = Ledger::open(&path).lock(&jane(), Timestamp::UNIX_EPOCH).unwrap();
        let error = put(&second, "x").unwrap_err();
        let wanted = format!("the ledger is in use by jane@example.org (process {}, since 1970-01-01T00:00:00Z)", std::process::id());
        assert!(error.to_string() == wanted || cfg!(windows), "{error}");
        assert!(second.read().unwrap().entries.is_empty(), "and reading does not wait");
        drop(held);
        put(&second, "x").unwrap();
    }

    #[test]
    fn writers_at_once_lose_nothing() {
        let (_folder, path) = folder();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let mut ledger = Ledger::open(&path);
                ledger.patience = Duration::from_secs(600);
                scope.spawn(move || (0..5).for_each(|number| drop(put(&ledger, &format!("{writer}.{number}")).unwrap())));
            }
        });
        assert_eq!(Ledger::open(&path).read().unwrap().entries.len(), 20);
    }

    #[test]
    fn a_disk_that_cannot_be_written_is_an_error() {
        let (folder, _) = folder();
        let path = Utf8Path::from_path(folder.path()).unwrap();
        std::fs::write(path.join("file"), "").unwrap();
        assert!(matches!(put(&Ledger::open(&path.join("file/ledger")), "x"), Err(LedgerError::NotWritten { .. })));
        assert!(matches!(Ledger::open(path).read(), Err(LedgerError::Unreadable { .. })));
    }
}
