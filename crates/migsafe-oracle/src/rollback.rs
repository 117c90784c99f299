//! Whether what migsafe says undoes a statement does: each case's statement is run and undone, and the catalogs are compared with what they were.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use migsafe_core::effect::Reversible;
use migsafe_core::operation::{DomainChange, Operation};
use migsafe_core::rollback::rollback_of;
use postgres::{Client, NoTls};

use crate::case::Case;
use crate::measured::key;
use crate::predict::{judged, settings, split};
use crate::servers::Server;

/// Everything in the catalogs that makes a schema, a line each. Object numbers and the places of columns that were dropped are no part of it.
const CATALOG: &str = r"
    WITH ours AS (SELECT oid, nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema')
    SELECT 'schema ' || nspname FROM ours
    UNION ALL SELECT format('relation %s.%s %s %s %s %s %s %s', n.nspname, c.relname, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.reloptions, pg_get_expr(c.relpartbound, c.oid))
        FROM pg_class c JOIN ours n ON n.oid = c.relnamespace WHERE c.relkind <> 'c'
    UNION ALL SELECT format('column %s.%s.%s %s %s %s %s %s %s %s %s', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation, a.attislocal, a.attinhcount)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN ours n ON n.oid = c.relnamespace LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind NOT IN ('i', 'I', 'S')
    UNION ALL SELECT format('constraint %s.%s %s %s %s', conrelid::regclass, contypid::regtype, conname, pg_get_constraintdef(k.oid), conislocal)
        FROM pg_constraint k JOIN ours n ON n.oid = k.connamespace
    UNION ALL SELECT format('index %s %s %s', indexrelid::regclass, pg_get_indexdef(indexrelid), indisvalid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN ours n ON n.oid = c.relnamespace
    UNION ALL SELECT format('view %s %s', c.oid::regclass, pg_get_viewdef(c.oid)) FROM pg_class c JOIN ours n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm')
    UNION ALL SELECT format('sequence %s %s %s %s %s %s', seqrelid::regclass, seqtypid::regtype, seqstart, seqincrement, seqmax, seqcycle) FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN ours n ON n.oid = c.relnamespace
    UNION ALL SELECT format('type %s.%s %s %s %s %s %s', n.nspname, t.typname, t.typtype, t.typnotnull, t.typdefault, format_type(t.typbasetype, t.typtypmod), (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid))
        FROM pg_type t JOIN ours n ON n.oid = t.typnamespace
    UNION ALL SELECT format('function %s %s', p.oid::regprocedure, pg_get_functiondef(p.oid)) FROM pg_proc p JOIN ours n ON n.oid = p.pronamespace WHERE p.prokind IN ('f', 'p')
    UNION ALL SELECT format('trigger %s %s', pg_get_triggerdef(t.oid), t.tgenabled) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN ours n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal
    UNION ALL SELECT format('rule %s', pg_get_ruledef(r.oid)) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN ours n ON n.oid = c.relnamespace
    UNION ALL SELECT format('policy %s on %s %s %s %s %s', polname, polrelid::regclass, polcmd, polroles, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN ours n ON n.oid = c.relnamespace
    UNION ALL SELECT format('statistics %s', pg_get_statisticsobjdef(s.oid)) FROM pg_statistic_ext s JOIN ours n ON n.oid = s.stxnamespace
    UNION ALL SELECT format('partition %s of %s', inhrelid::regclass, inhparent::regclass) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN ours n ON n.oid = c.relnamespace
    UNION ALL SELECT format('publication %s %s', pubname, puballtables) FROM pg_publication
    UNION ALL SELECT format('extension %s', extname) FROM pg_extension";

/// What came of a case.
#[derive(Debug)]
pub struct Trial {
    /// Its name.
    pub case: String,
    /// How its way back is graded.
    pub grade: Reversible,
    /// What went wrong; empty where nothing did.
    pub faults: Vec<String>,
    /// Something was undone.
    pub undone: bool,
}

/// Runs the statement of a case and what undoes it, in a database of its own. `None`: the statement fails, so that there is nothing to undo.
///
/// # Errors
/// The set-up fails, or the server is gone.
pub fn try_case(server: &Server, case: &Case) -> Result<Option<Trial>> {
    let statements = judged(case, server.major)?;
    let rollback = rollback_of(&statements).context("nobody asked what undoes it")?;
    let grade = rollback.grade;
    let is_validation = |operation: &Operation| match operation {
        Operation::ValidateConstraint(_) => true,
        Operation::AlterDomain(it) => matches!(it.change, DomainChange::ValidateConstraint(_)),
        _ => false,
    };
    let validates = statements.iter().flat_map(|statement| &statement.operations).any(|located| is_validation(&located.operation));
    let mut client = fresh(server, case)?;
    let before = catalog(&mut client)?;
    let (begin, end) = if case.alone { ("", "") } else { ("BEGIN", "COMMIT") };
    for statement in [begin.to_owned()].into_iter().chain(split(&case.statement)).chain([end.to_owned()]) {
        if client.batch_execute(&statement).is_err() {
            return Ok(None);
        }
    }
    let mut faults = Vec::new();
    for sql in rollback.sql() {
        if let Err(error) = client.batch_execute(sql) {
            let why = error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned());
            faults.push(format!("{sql} -> {why}"));
        }
    }
    // That a constraint was validated makes no difference to what is written.
    let is_exact = grade == Reversible::Lossless && !validates;
    if faults.is_empty() && is_exact {
        let after = catalog(&mut client)?;
        faults.extend(before.difference(&after).map(|line| format!("lacks {line}")));
        faults.extend(after.difference(&before).map(|line| format!("keeps {line}")));
    }
    let undone = rollback.sql().next().is_some();
    Ok(Some(Trial { case: format!("{} on {}: {} ({grade:?})", key(case), server.major, case.statement.trim()), grade, faults, undone }))
}

/// A new database with the case's set-up.
fn fresh(server: &Server, case: &Case) -> Result<Client> {
    let mut turn = server.turn();
    let mut admin = server.config("postgres").connect(NoTls)?;
    admin.batch_execute("DROP DATABASE IF EXISTS rollback WITH (FORCE)")?;
    if turn.shared.as_ref() != Some(&case.shared) {
        admin.batch_execute("DROP DATABASE IF EXISTS rollback_shared WITH (FORCE)")?;
        admin.batch_execute("CREATE DATABASE rollback_shared")?;
        server.config("rollback_shared").connect(NoTls)?.batch_execute(&case.shared).context("the shared set-up fails")?;
        turn.shared = Some(case.shared.clone());
    }
    copy(&mut admin)?;
    for statement in split(&case.setup) {
        // A session of its own keeps settings apart, as runners do.
        let mut client = server.config("rollback").connect(NoTls)?;
        client.batch_execute(&settings(&case.setup))?;
        client.batch_execute(&statement).with_context(|| format!("the set-up fails at {statement}"))?;
    }
    let mut client = server.config("rollback").connect(NoTls)?;
    client.batch_execute("SET timezone = 'UTC'")?;
    client.batch_execute(&settings(&case.setup))?;
    Ok(client)
}

/// The template is busy for a moment after its last session has gone.
fn copy(admin: &mut Client) -> Result<()> {
    for _ in 0..100 {
        match admin.batch_execute("CREATE DATABASE rollback TEMPLATE rollback_shared") {
            Err(error) if error.code() == Some(&postgres::error::SqlState::OBJECT_IN_USE) => {
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
            other => return Ok(other?),
        }
    }
    anyhow::bail!("the database with the shared set-up stays in use")
}

fn catalog(client: &mut Client) -> Result<BTreeSet<String>> {
    Ok(client.query(CATALOG, &[])?.iter().map(|row| row.get(0)).collect())
}
