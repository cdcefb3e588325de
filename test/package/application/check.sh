#!/usr/bin/env bash
# Types and runs this application with the packages that are installed in the current folder, a copy of this one.
set -euo pipefail

tsc=./node_modules/.bin/tsc
for exact in true false; do
  $tsc --skipLibCheck --exactOptionalPropertyTypes $exact --noEmit --module preserve --moduleResolution bundler
  $tsc --skipLibCheck --exactOptionalPropertyTypes $exact
  # With skipLibCheck, a declaration with an error counts as `any`, so the package's own are checked without it.
  # XState's own have errors with exactOptionalPropertyTypes.
  $tsc --exactOptionalPropertyTypes $exact --noEmit >declarations.txt || true
  if grep -E '^[^ ]' declarations.txt | grep -v '^node_modules/xstate/'; then exit 1; fi
done

for program in out/*.js out/*.cjs; do
  echo "  $program"
  node "$program"
done
