//! Whole repositories in small, and what is said of them.

use migsafe_core::source::tree::MemoryTree;

use super::*;
use crate::gate::{Answer, GateReport};
use crate::gates::outside::environments;
use crate::policy::{Database, MigrateOrder, Reference, UrlSource};

fn survey_of(files: &[(&str, &str)]) -> Survey {
    survey(&MemoryTree::new(files.iter().map(|(path, text)| (*path, *text))), Utf8Path::new(""))
}

/// What the gate of production says, where staging follows the branch `staging` and production `main`.
fn gate(files: &[(&str, &str)], migrate: MigrateOrder) -> GateReport {
    gate_of(files, migrate, "production")
}

fn gate_of(files: &[(&str, &str)], migrate: MigrateOrder, environment: &str) -> GateReport {
    let all = environments(&[("staging", 1), ("production", 2)], |name, policy| {
        policy.migrate = migrate;
        policy.reference = Reference::Branch(if name == "staging" { "staging" } else { "main" }.to_owned());
        let variable = if name == "staging" { "STAGING_DATABASE_URL" } else { "PROD_DATABASE_URL" };
        policy.database = Some(Database { url: UrlSource::Variable(variable.to_owned()), pin: None });
    });
    commands(&survey_of(files), environment, &all)
}

fn is_red(files: &[(&str, &str)]) -> bool {
    gate(files, MigrateOrder::BeforeCode).answer == Answer::Fail
}

fn package(scripts: &str) -> String {
    format!("{{\n  \"name\": \"app\",\n  \"scripts\": {{\n    {scripts}\n  }}\n}}\n")
}

#[test]
fn a_push_in_the_build_is_found_through_scripts() {
    let text =
        package("\"db:push\": \"dotenv -e .env -- prisma db push --accept-data-loss\",\n    \"build\": \"npm run db:push && next build\"");
    let survey = survey_of(&[("package.json", &text)]);
    let [command] = &survey.commands[..] else { panic!("{survey:?}") };
    assert_eq!(
        (command.path.as_str(), command.line, command.act, command.tool.as_str()),
        ("package.json", 4, Act::Pushes, "prisma db push")
    );
    assert_eq!(&text[command.span.start..command.span.end], "dotenv -e .env -- prisma db push --accept-data-loss");
    assert_eq!(command.runs[0].places, [Place::Build]);
    assert_eq!(command.runs[0].through, ["script db:push of package.json"]);
    for order in [MigrateOrder::BeforeCode, MigrateOrder::DuringBuild, MigrateOrder::AfterCode, MigrateOrder::SeparateRelease] {
        let report = gate(&[("package.json", &text)], order);
        assert_eq!(report.answer, Answer::Fail, "{order:?}");
        assert_eq!(
            report.evidence,
            [
                "package.json:4 `dotenv -e .env -- prisma db push --accept-data-loss` pushes the schema without a migration: it runs in the build (package.json script build → script db:push of package.json), past every gate"
            ]
        );
        assert_eq!(
            report.next,
            [
                "write a migration and let the release run it; take `prisma db push` out of what runs in the build (package.json script build)"
            ]
        );
    }
}

#[test]
fn a_migration_in_the_build_is_judged_by_the_policy() {
    let files = [("package.json", "{\"scripts\": {\"vercel-build\": \"prisma migrate deploy && next build\", \"build\": \"next build\"}}")];
    assert_eq!(gate(&files, MigrateOrder::DuringBuild).answer, Answer::Pass);
    for order in [MigrateOrder::BeforeCode, MigrateOrder::AfterCode, MigrateOrder::SeparateRelease] {
        let report = gate(&files, order);
        assert_eq!(report.answer, Answer::Fail, "{order:?}");
        assert!(report.next[0].contains("`migrate = \"during-build\"` in [env.production]"), "{:?}", report.next);
    }
    let fly = [("fly.toml", "[deploy]\nrelease_command = \"alembic upgrade head\"\n")];
    assert_eq!(gate(&fly, MigrateOrder::BeforeCode).answer, Answer::Pass);
    assert_eq!(gate(&fly, MigrateOrder::AfterCode).answer, Answer::Fail);
}

#[test]
fn scripts_of_developers_are_named_only() {
    let text = package(
        "\"dev\": \"prisma migrate dev && next dev\",\n    \"db:push\": \"drizzle-kit push\",\n    \"reset\": \"prisma migrate reset --force\",\n    \"build\": \"prisma generate && next build\"",
    );
    let report = gate(
        &[("package.json", &text), ("scripts/x.sh", "npx prisma db push"), ("Makefile", "reset:\n\tprisma migrate reset\n")],
        MigrateOrder::BeforeCode,
    );
    assert_eq!((report.answer, report.next.len()), (Answer::Pass, 0));
    assert!(report.evidence.contains(&"package.json:4 `prisma migrate dev`: nothing calls it".to_owned()), "{:?}", report.evidence);
    assert_eq!(report.evidence.len(), 6);
}

#[test]
fn a_database_of_its_own_is_harmless() {
    let service =
        "on: push\njobs:\n  test:\n    services:\n      postgres: {image: 'postgres:16'}\n    steps:\n      - run: npx prisma db push\n";
    let address =
        "on: push\njobs:\n  test:\n    env: {DATABASE_URL: 'postgres://u:p@localhost/x'}\n    steps:\n      - run: npx prisma db push\n";
    let started = "on: push\njobs:\n  test:\n    steps:\n      - run: docker compose up -d db\n      - run: npx prisma db push\n";
    let inline = "on: push\njobs:\n  test:\n    steps:\n      - run: |\n          export DATABASE_URL=postgres://localhost/x\n          npx prisma db push\n";
    for text in [service, address, started, inline] {
        assert!(!is_red(&[(".github/workflows/test.yml", text)]), "{text}");
        assert_eq!(survey_of(&[(".github/workflows/test.yml", text)]).commands.len(), 1, "{text}");
    }
    let compose = "services:\n  db: {image: postgres}\n  app:\n    command: sh -c 'npx prisma db push && node x'\n";
    assert!(!is_red(&[("docker-compose.yml", compose)]) && is_red(&[("docker-compose.yml", &compose.replace("postgres", "redis"))]));
    assert!(!is_red(&[("docker-compose.dev.yml", &compose.replace("postgres", "redis"))]));
}

#[test]
fn jobs_of_ci_reach_the_environment_of_their_branch() {
    let workflow =
        |on: &str, job: &str| format!("on: {on}\njobs:\n  a:\n    {job}\n    steps:\n      - run: npx drizzle-kit push --force\n");
    let red = |on: &str, job: &str| is_red(&[(".github/workflows/a.yml", &workflow(on, job))]);
    assert!(
        red("push", "runs-on: x") && red("{push: {branches: [main]}}", "runs-on: x") && red("{push: {branches: ['ma*']}}", "runs-on: x")
    );
    assert!(
        !red("{push: {branches: [staging]}}", "runs-on: x")
            && !red("pull_request", "runs-on: x")
            && !red("workflow_dispatch", "runs-on: x")
    );
    assert!(!red("{push: {branches-ignore: [main]}}", "runs-on: x") && !red("{push: {tags: ['v*']}}", "runs-on: x"));
    assert!(!red("push", "if: github.ref == 'refs/heads/dev'") && red("push", "if: github.ref == 'refs/heads/main'"));
    assert!(red("push", "environment: Production") && !red("push", "environment: staging") && !red("push", "environment: {name: preview}"));
    // The variable says whose database it is.
    assert!(!red("push", "env: {DATABASE_URL: '${{ secrets.STAGING_DATABASE_URL }}'}"));
    assert!(red("pull_request", "env: {DATABASE_URL: '${{ secrets.PROD_DATABASE_URL }}'}"));
    let staging = workflow("{push: {branches: [staging]}}", "runs-on: x");
    assert_eq!(gate_of(&[(".github/workflows/a.yml", &staging)], MigrateOrder::BeforeCode, "staging").answer, Answer::Fail);
}

#[test]
fn workflows_that_others_call_run_when_those_do() {
    let called = "on: workflow_call\njobs:\n  a:\n    steps:\n      - run: npx prisma migrate reset --force\n";
    let calling = |on: &str| format!("on: {on}\njobs:\n  b:\n    uses: ./.github/workflows/called.yml\n");
    let red = |on: &str| is_red(&[(".github/workflows/called.yml", called), (".github/workflows/caller.yml", &calling(on))]);
    assert!(red("push") && !red("pull_request") && !is_red(&[(".github/workflows/called.yml", called)]));
}

#[test]
fn other_ci() {
    let red = |path: &str, text: &str| is_red(&[(path, text)]);
    assert!(red(".gitlab-ci.yml", "deploy:\n  only: [main]\n  script:\n    - npx prisma db push\n"));
    assert!(!red(".gitlab-ci.yml", "deploy:\n  only: [merge_requests]\n  script: [npx prisma db push]\n"));
    assert!(!red(".gitlab-ci.yml", "test:\n  services: ['postgres:16']\n  script: npx prisma db push\n"));
    assert!(red(".gitlab-ci.yml", "deploy:\n  rules: [{if: '$CI_COMMIT_BRANCH == \"main\"'}]\n  script: npx prisma db push\n"));
    assert!(!red(".gitlab-ci.yml", "deploy:\n  rules: [{if: '$CI_COMMIT_BRANCH == \"staging\"'}]\n  script: npx prisma db push\n"));
    assert!(!red(".gitlab-ci.yml", "deploy:\n  when: manual\n  script: npx prisma db push\n"));
    let circle = "jobs:\n  a:\n    docker: [{image: node}, {image: 'cimg/postgres:16'}]\n    steps:\n      - checkout\n      - run: npx prisma db push\nworkflows:\n  w: {jobs: [{a: {filters: {branches: {only: main}}}}]}\n";
    assert!(!red(".circleci/config.yml", circle) && red(".circleci/config.yml", &circle.replace("cimg/postgres:16", "redis")));
    let bitbucket = "pipelines:\n  branches:\n    main:\n      - step: {script: [npx prisma db push]}\n";
    assert!(red("bitbucket-pipelines.yml", bitbucket) && !red("bitbucket-pipelines.yml", &bitbucket.replace("main", "dev")));
    let azure =
        "trigger: [main]\nstages:\n  - stage: a\n    jobs:\n      - job: b\n        steps:\n          - script: npx prisma db push\n";
    assert!(red("azure-pipelines.yml", azure) && !red("azure-pipelines.yml", &azure.replace("[main]", "[dev]")));
}

#[test]
fn containers_and_platforms() {
    let red = |path: &str, text: &str| is_red(&[(path, text), ("entrypoint.sh", "#!/bin/sh\nset -e\nnpx prisma db push\nexec \"$@\"\n")]);
    assert!(red("Dockerfile", "FROM node\nCOPY entrypoint.sh /usr/local/bin/\nENTRYPOINT [\"/usr/local/bin/entrypoint.sh\"]\n"));
    assert!(red("Dockerfile", "FROM node\nRUN --mount=type=cache,target=/x \\\n  # why\n  npm ci \\\n  && npx prisma db push\n"));
    assert!(red("Dockerfile", "FROM node\nCMD [\"sh\", \"-c\", \"npx prisma db push && node x\"]\n"));
    assert!(
        !red("Dockerfile", "FROM node AS dev\nCMD npx prisma db push\nFROM node\nCMD node x\n")
            && !red("Dockerfile.dev", "FROM node\nCMD npx prisma db push\n")
    );
    assert!(!red("Dockerfile", "FROM node\nENV DATABASE_URL=postgres://u:p@localhost/x\nRUN npx prisma db push\n"));
    assert!(
        red("Procfile", "web: node x\nrelease: npx prisma db push\n")
            && red("vercel.json", "{\"buildCommand\": \"prisma db push && next build\"}")
    );
    assert!(
        red("netlify.toml", "[build]\ncommand = \"prisma db push && next build\"\n")
            && red("railway.json", "{\"deploy\": {\"preDeployCommand\": [\"npx prisma db push\"]}}")
    );
    assert!(
        red("render.yaml", "services:\n  - startCommand: prisma db push && node x\n")
            && red("nixpacks.toml", "[phases.build]\ncmds = [\"npx prisma db push\"]\n")
    );
    assert!(red("app.json", "{\"scripts\": {\"postdeploy\": \"npx prisma db push\"}}"));
}

#[test]
fn text_that_is_no_command() {
    assert!(
        survey_of(&[("README.md", "npx prisma db push"), ("examples/a/package.json", "{\"scripts\": {\"build\": \"prisma db push\"}}")])
            .commands
            .is_empty()
    );
    let shell = "# prisma db push\necho 'prisma db push'\ncat <<EOF\nprisma db push\nEOF\n";
    assert!(survey_of(&[("scripts/a.sh", shell)]).commands.is_empty());
}

#[test]
fn what_asks_for_a_variable_is_named_only() {
    let build = "if [ \\\"$VERCEL_ENV\\\" = preview ]; then prisma db push; fi; next build";
    let report = gate(&[("package.json", &package(&format!("\"build\": \"{build}\"")))], MigrateOrder::BeforeCode);
    assert_eq!(report.answer, Answer::Pass);
    assert_eq!(
        report.evidence[1..],
        ["package.json:4 `prisma db push`: in the build (package.json script build), only if [ $VERCEL_ENV = preview ]"]
    );
    let off = package("\"start\": \"if [ \\\"$SKIP_MIGRATE\\\" != true ]; then prisma db push; fi; node x\"");
    assert!(is_red(&[("package.json", &off)]));
}

#[test]
fn workspaces() {
    let files = [
        ("package.json", "{\"scripts\": {\"build\": \"turbo run build --filter=web\"}}"),
        (
            "apps/web/package.json",
            "{\"name\": \"@x/web\", \"scripts\": {\"build\": \"pnpm --filter @x/db deploy && next build\", \"deploy\": \"x\"}}",
        ),
        ("packages/db/package.json", "{\"name\": \"@x/db\", \"scripts\": {\"predeploy\": \"prisma migrate reset -f\", \"deploy\": \"x\"}}"),
    ];
    let survey = survey_of(&files);
    let through: Vec<&str> = survey.commands[0]
        .runs
        .iter()
        .filter(|run| run.from.starts_with("package.json"))
        .flat_map(|run| &run.through)
        .map(String::as_str)
        .collect();
    assert_eq!(through, ["script build of apps/web/package.json", "script predeploy of packages/db/package.json"]);
}

#[test]
fn migsafe_in_the_same_job_is_said() {
    let text =
        "on: push\njobs:\n  a:\n    steps:\n      - run: migsafe release gate --env production\n      - run: npx prisma migrate deploy\n";
    let report = gate(&[(".github/workflows/a.yml", text)], MigrateOrder::BeforeCode);
    assert_eq!(report.answer, Answer::Pass);
    assert!(report.evidence[0].contains("after migsafe was asked"), "{:?}", report.evidence);
}

#[test]
fn scripts_that_call_each_other_end() {
    let files = [
        ("package.json", "{\"scripts\": {\"build\": \"npm run a && make b\", \"a\": \"npm run build; prisma db push\"}}"),
        ("Makefile", "b: c\n\tmake b; npm run a\nc: b\n"),
    ];
    assert_eq!(survey_of(&files).commands.len(), 1);
}

#[test]
fn what_cannot_be_read_is_unknown() {
    let report = gate(&[(".github/workflows/a.yml", "on: [push\njobs: {")], MigrateOrder::BeforeCode);
    assert_eq!((report.answer, report.evidence[0].as_str()), (Answer::Unknown, "could not be read: .github/workflows/a.yml"));
    let nothing = gate(&[("main.py", "x")], MigrateOrder::BeforeCode);
    assert_eq!(
        (nothing.answer, nothing.evidence),
        (
            Answer::Pass,
            vec!["no command in the repository reaches the database of production by itself, as far as its files show".to_owned()]
        )
    );
}

#[test]
fn programs_that_call_a_tool_are_followed() {
    let docker = ("Dockerfile", "FROM node\nCOPY . .\nCMD [\"sh\", \"-c\", \"node scripts/start.mjs && node server.js\"]\n");
    let start = "import { execSync } from 'node:child_process';\nexecSync('npx prisma db push', { stdio: 'inherit' });\n";
    let files = [docker, ("scripts/start.mjs", start)];
    assert!(is_red(&files));
    let survey = survey_of(&files);
    assert_eq!((survey.commands[0].path.as_str(), survey.commands[0].line), ("scripts/start.mjs", 2));
    // Nothing runs it: nothing is said.
    assert_eq!(survey_of(&[("scripts/start.mjs", start)]).commands, []);
    let python = "import subprocess\nsubprocess.run([\"alembic\", \"downgrade\", \"-1\"], check=True)\n";
    assert!(is_red(&[("Procfile", "release: python ops/down.py\n"), ("ops/down.py", python)]));
    let made = "from app.db import Base, engine\nBase.metadata.create_all(bind=engine)\n";
    assert!(is_red(&[("Procfile", "web: python main.py\n"), ("main.py", made)]));
    let sync = "const { Sequelize } = require('sequelize');\ndb.sync({ force: true });\n";
    assert!(is_red(&[("package.json", &package("\"start\": \"node index.js\"")), ("index.js", sync)]));
    assert!(!is_red(&[("package.json", &package("\"start\": \"node index.js\"")), ("index.js", "app.listen(3000);\n")]));
}

#[test]
fn tasks_and_targets_of_other_runners_are_followed() {
    let task = "version: '3'\ntasks:\n  deploy:\n    deps: [build]\n    cmds:\n      - task: push\n      - echo done\n  push:\n    cmd: npx prisma db push\n  build: echo\n";
    assert!(is_red(&[("Dockerfile", "FROM x\nRUN task deploy\n"), ("Taskfile.yml", task)]));
    assert!(!is_red(&[("Dockerfile", "FROM x\nRUN task build\n"), ("Taskfile.yml", task)]));
    let project = "{\"name\": \"api\", \"targets\": {\"push\": {\"executor\": \"nx:run-commands\", \"options\": {\"commands\": [\"npx prisma db push\"], \"cwd\": \"apps/api\"}}}}";
    assert!(is_red(&[("Dockerfile", "FROM x\nRUN npx nx run api:push\n"), ("apps/api/project.json", project)]));
    assert!(!is_red(&[("Dockerfile", "FROM x\nRUN npx nx run api:build\n"), ("apps/api/project.json", project)]));
}

#[test]
fn actions_of_the_repository_are_followed() {
    let workflow = "on:\n  push: {branches: [main]}\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n      - uses: ./.github/actions/migrate\n";
    let action = "runs:\n  using: composite\n  steps:\n    - run: npx prisma db push\n      shell: bash\n";
    let files = [(".github/workflows/deploy.yml", workflow), (".github/actions/migrate/action.yml", action)];
    assert!(is_red(&files));
    assert_eq!(survey_of(&files).commands[0].path, ".github/actions/migrate/action.yml");
    let own = workflow.replace("steps:", "services: {db: {image: postgres}}\n    steps:");
    assert!(!is_red(&[(".github/workflows/deploy.yml", &own), files[1]]));
}

#[test]
fn manifests_of_kubernetes_are_read() {
    let manifest = |kind: &str| {
        format!(
            "apiVersion: v1\nkind: {kind}\nspec:\n  template:\n    spec:\n      initContainers:\n        - name: schema\n          image: app\n          command: [sh, -c]\n          args: ['npx prisma db push']\n      containers:\n        - name: app\n"
        )
    };
    assert!(is_red(&[("k8s/app.yaml", &manifest("Deployment"))]) && is_red(&[("deploy/k8s/job.yml", &manifest("Job"))]));
    // The overlay says whose it is.
    let staging = manifest("Deployment");
    assert!(!is_red(&[("k8s/overlays/staging/app.yaml", &staging)]));
    assert_eq!(gate_of(&[("k8s/overlays/staging/app.yaml", &staging)], MigrateOrder::BeforeCode, "staging").answer, Answer::Fail);
    assert!(!is_red(&[("k8s/dev/app.yaml", &staging)]) && !is_red(&[("k8s/app.yaml", &manifest("ConfigMap"))]));
    let chart = "{{- if .Values.migrate }}\napiVersion: batch/v1\nkind: Job\nmetadata:\n  name: {{ include \"app.name\" . }}-migrate\nspec:\n  template:\n    spec:\n      containers:\n        - name: migrate\n          image: {{ .Values.image | quote }}\n          command:\n            - sh\n            - -c\n            - |\n              {{- if .Values.push }}\n              npx prisma db push &&\n              {{- end }}\n              node server.js\n{{- end }}\n";
    assert!(is_red(&[("helm/app/Chart.yaml", "name: app\n"), ("helm/app/templates/job.yaml", chart)]));
    // What cannot be read there is no fault of the repository's.
    assert_eq!(gate(&[("k8s/app.yaml", "kind: Job\ncommand: [\n{{ x")], MigrateOrder::BeforeCode).answer, Answer::Pass);
}
