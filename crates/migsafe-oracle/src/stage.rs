//! A database in which the set-up of a case stands, and the sessions that ask about its statement.
//!
//! Both are kept from one case to the next: what a statement does is rolled back, so cases with the same set-up need it once.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result};
use postgres::{Client, NoTls};

use crate::EMPTY;
use crate::case::Case;
use crate::measured::key;
use crate::observe::{Relations, relations};
use crate::predict::{settings, split};
use crate::servers::{Server, Servers};

/// The database's name.
const DATABASE: &str = "oracle";

/// What a session starts with, whatever the case before did to it.
const RESET: &str = "RESET SESSION AUTHORIZATION; RESET ALL; DISCARD TEMP";

/// The database of the cases on one server, with its sessions.
pub struct Stage<'a> {
    server: &'a Server,
    /// Where statements are asked about.
    pub(crate) subject: Client,
    /// Its process.
    pub(crate) process: i32,
    heard: Arc<Mutex<Vec<String>>>,
    /// Makes the set-ups, and watches statements that run outside a transaction.
    pub(crate) builder: Client,
    /// Waits for no lock longer than a moment.
    pub(crate) prober: Client,
    /// Sessions that hold a lock each, with their processes; they are idle between cases.
    pub(crate) holders: Vec<(i32, Client)>,
    standing: Option<Standing>,
}

/// The set-up that stands in the database, with nothing else.
struct Standing {
    shared: String,
    setup: String,
    relations: Arc<Relations>,
    /// What the catalogs hold, once somebody has asked.
    catalog: Option<Arc<BTreeSet<String>>>,
}

/// Does the same with every case on every major it is meant for, the majors side by side. What went wrong is in the second list.
pub fn visit<T: Send>(servers: &Servers, cases: &[Case], ask: impl Fn(&mut Stage<'_>, &Case) -> Result<T> + Sync) -> (Vec<T>, Vec<String>) {
    let ask = &ask;
    // The threads mostly wait for their servers, so there is one a server, however few cores there are.
    let answers: Vec<Result<T, String>> = thread::scope(|scope| {
        let asking: Vec<_> = servers.list.iter().map(|server| (server.major, scope.spawn(move || of_server(server, cases, ask)))).collect();
        let joined = |(major, thread): (u8, thread::ScopedJoinHandle<'_, _>)| {
            thread.join().unwrap_or_else(|_| vec![Err(format!("the thread that asks PostgreSQL {major} has panicked"))])
        };
        asking.into_iter().flat_map(joined).collect()
    });
    let (answered, failed): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    (answered.into_iter().filter_map(Result::ok).collect(), failed.into_iter().filter_map(Result::err).collect())
}

fn of_server<T>(server: &Server, cases: &[Case], ask: &impl Fn(&mut Stage<'_>, &Case) -> Result<T>) -> Vec<Result<T, String>> {
    let mut stage = match Stage::new(server) {
        Ok(stage) => stage,
        Err(error) => return vec![Err(format!("PostgreSQL {}: {error:#}", server.major))],
    };
    let mut meant: Vec<&Case> = cases.iter().filter(|case| case.majors.contains(&server.major)).collect();
    // Those with the same set-up follow each other, and what commits comes last.
    meant.sort_by_key(|case| (&case.family, &case.setup, case.alone));
    let answer = |case: &Case| ask(&mut stage, case).map_err(|error| format!("{} on {}: {error:#}", key(case), server.major));
    meant.into_iter().map(answer).collect()
}

impl<'a> Stage<'a> {
    /// Makes the database and connects.
    ///
    /// # Errors
    /// The server is gone, or has the database already.
    pub fn new(server: &'a Server) -> Result<Self> {
        server.config("postgres").connect(NoTls)?.batch_execute(&format!("CREATE DATABASE {DATABASE}"))?;
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let listener = Arc::clone(&heard);
        let mut config = server.config(DATABASE);
        config.notice_callback(move |notice| listener.lock().unwrap_or_else(PoisonError::into_inner).push(notice.message().to_owned()));
        let connect = || server.config(DATABASE).connect(NoTls);
        let mut prober = connect()?;
        prober.batch_execute("SET lock_timeout = '1ms'")?;
        let mut subject = config.connect(NoTls)?;
        let process = process_of(&mut subject)?;
        Ok(Self { server, subject, process, heard, builder: connect()?, prober, holders: Vec::new(), standing: None })
    }

    /// The server's major version.
    pub(crate) fn major(&self) -> u8 {
        self.server.major
    }

    /// Brings the database to where the case's statement is asked about, and gives the relations that stand there.
    ///
    /// # Errors
    /// The set-up fails, or the server is gone.
    pub(crate) fn set(&mut self, case: &Case) -> Result<Arc<Relations>> {
        let stands = self.standing.as_ref().filter(|standing| standing.shared == case.shared && standing.setup == case.setup);
        let relations = match stands {
            Some(standing) => Arc::clone(&standing.relations),
            None => self.build(case)?,
        };
        self.subject.batch_execute(&settings(&case.setup))?;
        Ok(relations)
    }

    fn build(&mut self, case: &Case) -> Result<Arc<Relations>> {
        self.standing = None;
        self.builder.batch_execute("ROLLBACK")?;
        self.builder.batch_execute(RESET)?;
        self.builder.batch_execute(EMPTY)?;
        self.builder.batch_execute(&case.shared).context("the shared set-up fails")?;
        // One statement at a time: in one simple query they would share an implicit transaction.
        for statement in split(&case.setup) {
            self.builder.batch_execute(&statement).with_context(|| format!("the set-up fails at {statement}"))?;
        }
        self.builder.batch_execute(RESET)?;
        let relations = Arc::new(relations(&mut self.builder)?);
        let standing =
            Standing { shared: case.shared.clone(), setup: case.setup.clone(), relations: Arc::clone(&relations), catalog: None };
        self.standing = Some(standing);
        Ok(relations)
    }

    /// Rolls back what the subject does, and makes its session as good as new. `changed`: something was committed.
    ///
    /// # Errors
    /// The server is gone.
    pub(crate) fn clear(&mut self, changed: bool) -> Result<()> {
        if changed {
            self.standing = None;
        }
        self.subject.batch_execute("ROLLBACK").context("the statement cannot be rolled back")?;
        Ok(self.subject.batch_execute(RESET)?)
    }

    /// The server's messages to the subject since the last call.
    pub(crate) fn said(&self) -> Vec<String> {
        std::mem::take(&mut *self.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// As many more idle sessions as `holders` lacks.
    pub(crate) fn need_holders(&mut self, count: usize) -> Result<()> {
        while self.holders.len() < count {
            let mut client = self.server.config(DATABASE).connect(NoTls)?;
            let process = process_of(&mut client)?;
            self.holders.push((process, client));
        }
        Ok(())
    }

    /// What the catalogs hold while the set-up stands alone, read once for all cases that have it, in a transaction that `read` may begin.
    pub(crate) fn catalog_before(&mut self, read: impl FnOnce(&mut Client) -> Result<BTreeSet<String>>) -> Result<Arc<BTreeSet<String>>> {
        if let Some(known) = self.standing.as_ref().and_then(|standing| standing.catalog.clone()) {
            return Ok(known);
        }
        let catalog = Arc::new(read(&mut self.subject)?);
        self.subject.batch_execute("ROLLBACK")?;
        if let Some(standing) = &mut self.standing {
            standing.catalog = Some(Arc::clone(&catalog));
        }
        Ok(catalog)
    }
}

pub(crate) fn process_of(client: &mut Client) -> Result<i32> {
    Ok(client.query_one("SELECT pg_backend_pid()", &[])?.get(0))
}
