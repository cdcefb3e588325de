#!/usr/bin/env bash
# The package as users get it: built, packed, installed elsewhere, imported and run there.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME=$scratch/state

npm run -s build
node test/package/publicApi.ts --check
publint --strict
attw --pack . --profile esm-only
npm pack --silent --ignore-scripts --pack-destination "$scratch" >/dev/null
tarball=$(ls "$scratch"/*.tgz)

# What the package is tested with.
version() { node -p "require('$root/node_modules/$1/package.json').version"; }
tools=("typescript@$(version typescript)" "@types/node@$(version @types/node)")
oldest=$(node -p "/^>=(\\S+) </.exec(require('$root/package.json').peerDependencies.xstate)[1]")

# An application, with the oldest and the newest XState that the package takes.
for xstate in "$oldest" 5; do
  cp -r "$root/test/package/application" "$scratch/with-$xstate"
  cd "$scratch/with-$xstate"
  npm install --silent --no-audit --no-fund "$tarball" "xstate@$xstate" "${tools[@]}"
  echo "an application with xstate $(node -p "require('xstate/package.json').version")"
  bash check.sh
done

# The command, installed by itself: npm adds XState.
npm install --silent --no-audit --no-fund --global --prefix "$scratch/command" "$tarball"
command=$scratch/command/bin/volume-migrate
"$command" --help >/dev/null
test "$("$command" --version)" = "$(node -p "require('$root/package.json').version")"
"$command" demo >demo.txt || { cat demo.txt; exit 1; }

# On an older Node, the command and the import say in one line which version is needed.
older='data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"22.17.9"}})'
for old in "node_modules/volume-migrate/dist/command/volume-migrate.cjs --version" "--eval import('volume-migrate')"; do
  status=0
  # shellcheck disable=SC2086   # a list of words
  node --import "$older" $old >old.txt 2>&1 || status=$?
  { [ $status = 2 ] && [ "$(wc -l <old.txt)" = 1 ] && grep -q 'requires Node 22.18 or newer' old.txt; } || { cat old.txt; exit 1; }
done

# The inspector's page is in the package.
run=$("$command" runs --json | node -p 'JSON.parse(require("node:fs").readFileSync(0))[0].runId')
"$command" inspect "$run" --html run.html
grep -q "$run" run.html
echo 'the packed package installs, types and runs'
