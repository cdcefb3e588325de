// Ends a process whose Node is too old, before anything else is loaded. In words that every Node knows.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
// What 22.15 learnt about databases, 23.10 did; what Node 24 began with is newer.
const isTooOld = major < 22 || (major === 22 && minor < 18) || (major === 23 && minor < 10);

if (isTooOld) {
  const needed = major === 23 ? '23.10' : '22.18';
  process.stderr.write(
    `volume-migrate needs Node ${needed} or newer, and this is Node ${process.versions.node}: install a newer one\n`,
  );
  process.exit(2);
}

export {};
