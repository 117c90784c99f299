#!/bin/sh
# From a dropped column to an open gate, in ten minutes.
#
#     sh docs/release-walkthrough.sh
#
# It works in a new folder below /tmp (or in the one you name) and needs git, ssh-keygen and migsafe on the PATH.
# Every command below is one that you would type; `expect N` runs it and stops where its exit code is not N.
set -eu

folder=${1:-$(mktemp -d)}
mkdir -p "$folder/shop"
cd "$folder/shop"

say() { printf '\n## %s\n' "$*"; }
expect() {
    wanted=$1
    shift
    printf '\n$ %s\n' "$*"
    code=0
    "$@" || code=$?
    if [ "$code" -ne "$wanted" ]; then
        echo "walkthrough: exit code $code where $wanted was expected" >&2
        exit 1
    fi
}
migration() {
    mkdir -p "prisma/migrations/$1"
    cat > "prisma/migrations/$1/migration.sql"
}

say "A shop with one table. Production runs it."
git init -q -b main .
git config user.name Dev
git config user.email dev@example.com
git config commit.gpgsign false
migration 20260301090000_users <<'SQL'
CREATE TABLE "users" (
    "id" INTEGER NOT NULL,
    "email" TEXT NOT NULL,
    "legacy_role" TEXT NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);
SQL
echo 'provider = "postgresql"' > prisma/migrations/migration_lock.toml
git add -A
git commit -q -m "Users"

say "Two people may say yes to what destroys, each with a key of their own."
ssh-keygen -q -t ed25519 -N "" -f ../dba_key -C dba@example.com
ssh-keygen -q -t ed25519 -N "" -f ../lead_key -C lead@example.com
mkdir -p .migsafe
{
    echo "dba@example.com $(cut -d' ' -f1,2 ../dba_key.pub)"
    echo "lead@example.com $(cut -d' ' -f1,2 ../lead_key.pub)"
} > .migsafe/allowed_signers
cat > migsafe.toml <<'TOML'
[release]
ledger = "file:.migsafe/ledger"
policy_ref = "main"                              # a branch cannot weaken the policy that judges it
allowed_signers = ".migsafe/allowed_signers"

[env.production]
order = 1
ref = "branch:main"
migrate = "after-code"                           # code deploys first, a person runs migrations after it
database = { url_env = "DATABASE_URL" }
approval = { green = 0, yellow = 0, red = 1, expires = "24h", approvers = ["dba@example.com", "lead@example.com"], assurance = { red = "signed" } }
TOML
echo '/.migsafe/ledger*' > .gitignore
git add -A
git commit -q -m "How this shop releases"
export DATABASE_URL="postgresql://shop@db.example.com/shop"

say "What production holds today is recorded once."
expect 0 migsafe release adopt --env production --at main --reason "the shop runs on this since March"

say "A branch drops a column."
git checkout -q -b drop-legacy-role
migration 20261120101500_drop_legacy_role <<'SQL'
ALTER TABLE "users" DROP COLUMN "legacy_role";
SQL
git add -A
git commit -q -m "Drop the legacy role"

say "Refused: the column is NOT NULL, so the code that runs cannot leave it out yet. The plan says what to do first."
expect 1 migsafe release plan --env production

say "The safe way begins with a migration that only relaxes. Nothing is lost by it, and nobody has to be asked."
git checkout -q main
git checkout -q -b relax-legacy-role
migration 20261110101500_relax_legacy_role <<'SQL'
SET lock_timeout = '2s';
ALTER TABLE "users" ALTER COLUMN "legacy_role" DROP NOT NULL;
SQL
git add -A
git commit -q -m "Let code leave the legacy role out"
expect 0 migsafe release plan --env production
git checkout -q main
git merge -q --no-edit relax-legacy-role
expect 0 migsafe release gate --env production

say "Run it in your own way (npx prisma migrate deploy), ship code that no longer names the column, and record it."
expect 0 migsafe release adopt --env production --at main --reason "migrate deploy ran on Tuesday"

say "Now the drop again, on top of that. The first phase is proven; that no code names the column is still a person's word."
git checkout -q drop-legacy-role
git rebase -q main
expect 1 migsafe release plan --env production

say "The drop is accepted in a file that is reviewed with it."
finding=$(ls .migsafe/acceptances 2>/dev/null || true)
[ -z "$finding" ]
finding=$(migsafe release plan --env production --json | sed -n 's/.*"id": "\(F-[0-9a-f]*\)".*/\1/p' | head -n 1)
expect 0 migsafe release accept "$finding" --env production \
    --reason "no release since 41 reads or writes the legacy role" \
    --alternative-declined "it was taken: relaxed a release ago, and the code is shipped" \
    --attest-unreferenced "searched the code of release 42 for legacy_role"
git add -A
git commit -q -m "Accept the drop of the legacy role"
expect 0 migsafe release plan --env production

say "It is merged. The gate still says no: two people have to say yes to this very plan."
git checkout -q main
git merge -q --no-edit drop-legacy-role
expect 9 migsafe release gate --env production
plan=$(migsafe release plan --env production --json | sed -n 's/^  "digest": "\([0-9a-f]*\)".*/\1/p')

say "A yes without a signature counts for nothing here, whatever name git is given."
expect 0 env GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=user.email GIT_CONFIG_VALUE_0=dba@example.com \
    migsafe release approve --env production --plan "$plan"
expect 9 migsafe release gate --env production --plan "$plan"

say "Two signed ones count."
expect 0 env GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=user.email GIT_CONFIG_VALUE_0=dba@example.com \
    migsafe release approve --env production --plan "$plan" --sign --key ../dba_key
expect 9 migsafe release gate --env production --plan "$plan"
expect 0 env GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=user.email GIT_CONFIG_VALUE_0=lead@example.com \
    migsafe release approve --env production --plan "$plan" --sign --key ../lead_key
expect 0 migsafe release gate --env production --plan "$plan"

say "Run the migration, and record it. Nothing is pending any more, and the ledger is sound."
expect 0 migsafe release adopt --env production --at main --reason "migrate deploy ran, approved by two"
expect 0 migsafe release plan --env production
expect 0 migsafe release ledger verify

say "Done. The light stayed red to the end: what changed is who said so, and that it can be proven."
