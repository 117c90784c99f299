use super::{find, only};
use crate::Options;
use crate::project::Project;

fn kind(located: &crate::operation::Located) -> String {
    serde_json::to_value(located).unwrap()["kind"].as_str().unwrap().to_owned()
}

/// What every statement asks, or why it was not understood, of a project whose one revision has this body.
fn statements(revision: &str, others: &[(&str, &str)]) -> Vec<String> {
    let text = format!("from alembic import op\n{revision}\nrevision = 'a'\ndown_revision = None\n");
    let mut files =
        vec![(".git", "gitdir: x"), ("server/db/migrations/env.py", ""), ("server/db/migrations/versions/a_x.py", text.as_str())];
    files.extend(others);
    let report = Project::from_histories(vec![only(find(&files, &["server/db/migrations/versions"]))]).check(&Options::default());
    let statements = report.projects.iter().flat_map(|project| &project.migrations).flat_map(|migration| &migration.statements);
    statements.map(|it| it.why_not.clone().unwrap_or_else(|| it.operations.iter().map(kind).collect::<Vec<_>>().join(" "))).collect()
}

const DROP: &str = "from alembic import op\ndef drop(name):\n    op.drop_table(name)\n";

#[test]
fn modules_are_found_from_the_folders_that_python_may_be_started_in() {
    let revision = "from app.tools import drop\ndef upgrade():\n    drop('a')";
    let unknown = ["`drop` is defined elsewhere and may change anything"];
    assert_eq!(statements(revision, &[]), unknown);
    for place in ["server/app/tools.py", "app/tools.py", "src/app/tools.py", "server/db/app/tools/__init__.py"] {
        assert_eq!(statements(revision, &[(place, DROP)]), ["drop-table"], "{place}");
    }
    // What another module hands on, by name or whole.
    let handed = [
        ("app/__init__.py", ""),
        ("app/tools.py", "from .inner import *\n"),
        ("app/inner.py", "from app.deep.most import drop\n"),
        ("app/deep/most.py", DROP),
    ];
    assert_eq!(statements(revision, &handed), ["drop-table"]);
    assert_eq!(statements("import app.tools as t\ndef upgrade():\n    t.drop('a')", &handed), ["drop-table"]);
    assert_eq!(statements("import app.tools\ndef upgrade():\n    app.tools.drop('a')", &handed), ["drop-table"]);
    assert_eq!(statements("def upgrade():\n    from app.tools import drop\n    drop('a')", &handed), ["drop-table"]);
}

#[test]
fn modules_are_found_above_the_package_that_holds_the_revisions_without_a_repository() {
    let revision =
        "from alembic import op\nfrom app.tools import drop\nrevision = 'a'\ndown_revision = None\ndef upgrade():\n    drop('a')\n";
    let base = "src/app/server/db/_migrations";
    let named = |path: &str| format!("src/app/{path}");
    let files = [
        (format!("{base}/env.py"), ""),
        (format!("{base}/versions/sqlite/a.py"), revision),
        (format!("{base}/versions/postgresql/a.py"), revision),
        (named("tools.py"), DROP),
        (named("__init__.py"), ""),
        (named("server/__init__.py"), ""),
        (named("server/db/__init__.py"), ""),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let report = Project::from_histories(find(&files, &["src"]).histories).check(&Options::default());
    let statements: Vec<_> = report.projects.iter().flat_map(|it| &it.migrations).flat_map(|it| &it.statements).collect();
    assert_eq!(statements.len(), 2);
    assert!(statements.iter().all(|it| it.why_not.is_none()), "{:?}", statements[0].why_not);
}

#[test]
fn a_folder_called_alembic_is_not_alembic() {
    let files = [
        ("server/db/alembic/__init__.py", "def op():\n    pass\n"),
        ("server/sqlalchemy.py", "x = 1\n"),
        ("server/json.py", "def dumps(x):\n    return 'no'\n"),
    ];
    let revision = "import json\nimport sqlalchemy as sa\ndef upgrade():\n    op.add_column('a', sa.Column('b', sa.Text, server_default=json.dumps({})))";
    assert_eq!(statements(revision, &files), ["add-column"]);
}

#[test]
fn modules_that_lead_to_each_other_end() {
    let files = [
        ("app/tools.py", "from .inner import drop\nfrom . import inner\nx = inner.x\n"),
        ("app/inner.py", "from .tools import drop, x\n"),
        ("app/__init__.py", ""),
    ];
    let revision = "from app.tools import drop, x\ndef upgrade():\n    drop('a')\n    op.drop_table(x)";
    assert_eq!(
        statements(revision, &files),
        [
            "`drop` is defined elsewhere and may change anything",
            "the name of the table is `app.tools.x`, which no file that was read defines"
        ]
    );
}

#[test]
fn histories_of_several_databases_under_one_environment_stand_apart() {
    let revision = "from alembic import op\nimport sqlalchemy as sa\nrevision = 'a'\ndown_revision = None\n\
        def upgrade():\n    op.create_table('t', sa.Column('at', sa.DateTime(timezone=True), server_default='NOW()'))\n";
    let files =
        [(".git", "gitdir: x"), ("db/env.py", ""), ("db/versions/postgresql/a.py", revision), ("db/versions/sqlite/a.py", revision)];
    let histories = find(&files, &["db"]).histories;
    let shown: Vec<String> = histories.iter().map(|history| format!("{} {:?}", history.root, history.dialect)).collect();
    assert_eq!(shown, ["db/versions/postgresql PostgreSql", "db/versions/sqlite Sqlite"]);
    let report = Project::from_histories(histories).check(&Options::default());
    let rules: Vec<&str> = report.projects.iter().flat_map(|it| &it.migrations).flat_map(|it| &it.findings).map(|it| it.rule).collect();
    assert!(!rules.contains(&"certain-failure"), "{rules:?}");
    // One database alone is no choice.
    let alone = find(&[("db/env.py", ""), ("db/versions/postgresql/a.py", revision)], &["db"]).histories;
    assert_eq!(alone[0].root, "db/versions");
}

#[test]
fn a_convention_that_a_module_sets_on_its_metadata_holds() {
    let core = "convention = {'ix': 'ix_%(kind)s%(table_name)s', 'uq': 'uq_%(table_name)s', 'kind': kind}\ndb.Model.metadata.naming_convention = convention\n";
    let revision = "from app.core import db\ndef upgrade():\n    op.create_unique_constraint(None, 't', ['a'])\n    op.create_index(None, 't', ['a'])\n    \
        op.create_index(None, 't', ['a'])";
    let text = format!("from alembic import op\n{revision}\nrevision = 'a'\ndown_revision = None\n");
    let files = [(".git", "gitdir: x"), ("db/env.py", ""), ("db/versions/a.py", text.as_str()), ("app/core.py", core)];
    let report = Project::from_histories(find(&files, &["db"]).histories).check(&Options::default());
    let statements: Vec<_> = report.projects.iter().flat_map(|it| &it.migrations).flat_map(|it| &it.statements).collect();
    let shown = serde_json::to_string(&statements[0].operations).unwrap();
    assert!(shown.contains("uq_t"), "{shown}");
    // A name that only the project's own function makes is not taken for SQLAlchemy's: two of them do not meet.
    let rules: Vec<&str> = report.projects.iter().flat_map(|it| &it.migrations).flat_map(|it| &it.findings).map(|it| it.rule).collect();
    assert!(!rules.contains(&"certain-failure"), "{rules:?}");
}

#[test]
fn operations_that_the_project_registers_are_followed() {
    let plugin = "from alembic.operations import Operations, MigrateOperation\nclass Reversible(MigrateOperation):\n    def __init__(self, target):\n        self.target = target\n    \
                  @classmethod\n    def invoke_for_target(cls, operations, target):\n        op = cls(target)\n        return operations.invoke(op)\n\
                  @Operations.register_operation('create_view', 'invoke_for_target')\nclass CreateView(Reversible):\n    def reverse(self):\n        return DropView(self.target)\n\
                  @Operations.register_operation('drop_view', 'invoke_for_target')\nclass DropView(Reversible):\n    def reverse(self):\n        return CreateView(self.target)\n\
                  @Operations.implementation_for(CreateView)\ndef create_view(operations, operation):\n    operations.execute('CREATE VIEW %s AS %s' % (operation.target.name, operation.target.sqltext))\n\
                  @Operations.implementation_for(DropView)\ndef drop_view(operations, operation):\n    operations.execute('DROP VIEW %s' % operation.target.name)\n\
                  @Operations.register_operation('purge')\nclass Purge(MigrateOperation):\n    @classmethod\n    def purge(cls, operations, table):\n        operations.execute('DELETE FROM ' + table)\n";
    let revision = "class Replaceable:\n    def __init__(self, name, sqltext):\n        self.name = name\n        self.sqltext = sqltext\nview = Replaceable('v', 'SELECT 1')\n\
                    def upgrade():\n    op.create_view(view)\n    op.drop_view(view)\n    op.purge('t')\n    op.unheard('t')";
    let told = ["create-view", "drop-object", "delete", "`unheard` is none of Alembic's own operations"];
    assert_eq!(statements(revision, &[("server/db/migrations/env.py", plugin)]), told);
    let imported = [("server/db/migrations/env.py", "import app.plugins\n"), ("app/plugins.py", plugin)];
    assert_eq!(statements(revision, &imported), told);
    assert_eq!(statements(revision, &[]).iter().filter(|it| it.contains("none of Alembic's own")).count(), 4);
}

#[test]
fn what_the_environment_hands_to_revisions_is_known_in_them() {
    let environment = "from alembic import context, op\nfrom app.purges import Purge, Nothing\ndef purges():\n    if os.environ.get('PURGE'):\n        return Purge()\n    return Nothing()\n\
                       def run_migrations_online():\n    with context.begin_transaction():\n        context.run_migrations(op=op, purge=purges(), table='a')\n";
    let purges = "from alembic import op\nclass Nothing:\n    def of(self, table):\n        pass\nclass Purge(Nothing):\n    def of(self, table):\n        op.execute('DELETE FROM ' + table)\n";
    let revision = "def upgrade(op, purge, table, other):\n    purge.of('t')\n    op.drop_table(table)\n    other.of('u')\n";
    let files = [("server/db/migrations/env.py", environment), ("app/purges.py", purges)];
    assert_eq!(statements(revision, &files), ["delete", "drop-table", "`of` is defined elsewhere and may change anything"]);
}
