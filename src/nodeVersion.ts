// Ends a process whose Node is too old, before anything else is loaded. In words that every Node knows.

const NEEDED = [22, 18];

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isTooOld = major < (NEEDED[0] as number) || (major === NEEDED[0] && minor < (NEEDED[1] as number));

if (isTooOld) {
  process.stderr.write(
    `volume-migrate needs Node ${NEEDED.join('.')} or newer, and this is Node ${process.versions.node}: install a newer one\n`,
  );
  process.exit(2);
}

export {};
