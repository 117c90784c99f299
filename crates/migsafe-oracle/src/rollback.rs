//! Whether what migsafe says undoes a statement does: each case's statement is run and undone, and the catalogs are compared with what they were.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use migsafe_core::effect::Reversible;
use migsafe_core::rollback::{Rollback, rollback_of};
use postgres::Client;

use crate::case::Case;
use crate::measured::key;
use crate::predict::judged;
use crate::servers::Servers;
use crate::stage::{Stage, visit};

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
    /// Its name, the major, its statement and how its way back is graded.
    pub case: String,
    /// The way back is graded lossless, and what it leaves was compared.
    pub exact: bool,
    /// What went wrong; empty where nothing did.
    pub faults: Vec<String>,
}

/// Tries the way back of every case on every major it is meant for. What could not be tried is in the second list.
pub fn try_all(servers: &Servers, cases: &[Case]) -> (Vec<Trial>, Vec<String>) {
    let (trials, failed) = visit(servers, cases, try_case);
    (trials.into_iter().flatten().collect(), failed)
}

/// Runs the statement of a case and what undoes it. `None`: there is nothing to try, since the statement fails, or nothing undoes it and nothing is claimed.
fn try_case(stage: &mut Stage<'_>, case: &Case) -> Result<Option<Trial>> {
    let rollback = rollback_of(&judged(case, stage.major())?).context("nobody asked what undoes it")?;
    let exact = rollback.grade == Reversible::Lossless;
    if !exact && rollback.sql().next().is_none() {
        return Ok(None);
    }
    let mut faults = attempt(stage, case, &rollback, case.alone)?;
    if faults.as_ref().is_some_and(|faults| !faults.is_empty()) && !case.alone {
        // A transaction may be in the way that no deploy has round the two.
        faults = attempt(stage, case, &rollback, true)?;
    }
    let name = format!("{} on {}: {} ({:?})", key(case), stage.major(), case.statement.trim(), rollback.grade);
    Ok(faults.map(|faults| Trial { case: name, exact, faults }))
}

/// `commits`: each part on its own, as deployed; otherwise both in a transaction that is rolled back, after which the set-up still stands.
fn attempt(stage: &mut Stage<'_>, case: &Case, rollback: &Rollback, commits: bool) -> Result<Option<Vec<String>>> {
    let outcome = there_and_back(stage, case, rollback, commits);
    stage.clear(commits)?;
    outcome
}

fn there_and_back(stage: &mut Stage<'_>, case: &Case, rollback: &Rollback, commits: bool) -> Result<Option<Vec<String>>> {
    stage.set(case)?;
    let exact = rollback.grade == Reversible::Lossless;
    let before = if exact { Some(stage.catalog_before(catalog)?) } else { None };
    let subject = &mut stage.subject;
    let forth = if case.alone {
        [None, Some(&*case.statement), None]
    } else {
        [Some("BEGIN"), Some(&*case.statement), commits.then_some("COMMIT")]
    };
    for statement in forth.into_iter().flatten() {
        if subject.batch_execute(statement).is_err() {
            return Ok(None);
        }
    }
    for sql in rollback.sql() {
        if let Err(error) = subject.batch_execute(sql) {
            let why = error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned());
            return Ok(Some(vec![format!("{sql} -> {why}")]));
        }
    }
    let Some(before) = before else { return Ok(Some(Vec::new())) };
    let after = catalog(subject)?;
    let idle = rollback.sql().next().is_none();
    let (before, after) = (seen(&before, idle), seen(&after, idle));
    let lacks = before.difference(&after).map(|line| format!("lacks {line}"));
    let keeps = after.difference(&before).map(|line| format!("keeps {line}"));
    Ok(Some(lacks.chain(keeps).collect()))
}

/// What counts of the catalogs. Where nothing is done to undo a statement, that it validated a constraint makes no difference to what is written.
fn seen(catalog: &BTreeSet<String>, idle: bool) -> BTreeSet<String> {
    catalog.iter().map(|line| if idle { line.replace(" NOT VALID", "") } else { line.clone() }).collect()
}

/// In a transaction, begun here where there is none, as long as which names are written in full.
fn catalog(client: &mut Client) -> Result<BTreeSet<String>> {
    client.batch_execute("BEGIN; SET LOCAL search_path = ''")?;
    Ok(client.query(CATALOG, &[])?.iter().map(|row| row.get(0)).collect())
}
