#!/usr/bin/env bash
# The package as users get it: built, packed, installed elsewhere, imported and run there.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME=$scratch/state

npm run -s build
publint --strict
attw --pack . --profile esm-only
npm pack --silent --ignore-scripts --pack-destination "$scratch" >/dev/null
tarball=$(ls "$scratch"/*.tgz)

cd "$scratch"
echo '{ "name": "user", "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund "$tarball" "typescript@$(node -p "require('$root/node_modules/typescript/package.json').version")" \
  "@types/node@$(node -p "require('$root/node_modules/@types/node/package.json').version")"

# The command.
./node_modules/.bin/volume-migrate --help >/dev/null
test "$(./node_modules/.bin/volume-migrate --version)" = "$(node -p "require('$root/package.json').version")"
./node_modules/.bin/volume-migrate demo >demo.txt || { cat demo.txt; exit 1; }

# On an older Node, the command and the import say in one line which version is needed.
older='data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"22.17.9"}})'
for old in "node_modules/volume-migrate/dist/src/bin.js --version" "--eval import('volume-migrate')"; do
  status=0
  # shellcheck disable=SC2086   # a list of words
  node --import "$older" $old >old.txt 2>&1 || status=$?
  { [ $status = 2 ] && [ "$(wc -l <old.txt)" = 1 ] && grep -q 'needs Node 22.18 or newer' old.txt; } || { cat old.txt; exit 1; }
done

# The library, with strict types.
cat >user.ts <<'TS'
import { actions, createActors, createRun, connect, migrateVolume, volumeMigrateMachine, type Outcome } from 'volume-migrate';
import { mismatches } from 'volume-migrate/machines';
import { createPorts } from 'volume-migrate/services';
import { startSimulatedCloud } from 'volume-migrate/simulator';
import { coverageOf, volumeMigratePaths } from 'volume-migrate/testing';

await using running = await startSimulatedCloud({ stageMs: 5 });
const outcome: Outcome = await migrateVolume(
  { resource_id: running.cloud.world.volumes['free1'] ?? '', migration_type: 'cold', destination_node: 'node2@alpha#alpha' },
  { cloud: running.cloudsYaml.clouds.simulated },
);
if (outcome.status !== 'SUCCEEDED') throw new Error(JSON.stringify(outcome));
const { states } = coverageOf(volumeMigrateMachine, volumeMigratePaths().map(({ walk }) => walk));
if (states.missed.length > 0) throw new Error(JSON.stringify(states));
const used = [actions, createActors, createRun, connect, volumeMigrateMachine, mismatches, createPorts];
if (used.includes(undefined as never)) throw new Error('an export is missing');
TS
cat >tsconfig.json <<'JSON'
{ "compilerOptions": { "target": "ES2023", "lib": ["ES2024", "ESNext.Disposable"], "module": "NodeNext", "strict": true, "types": ["node"], "skipLibCheck": true }, "include": ["user.ts"] }
JSON
./node_modules/.bin/tsc
node user.js

# The inspector's page is in the package.
run=$(./node_modules/.bin/volume-migrate runs --json | node -p 'JSON.parse(require("node:fs").readFileSync(0))[0].runId')
./node_modules/.bin/volume-migrate inspect "$run" --html run.html
grep -q "$run" run.html
echo 'the packed package installs, types and runs'
