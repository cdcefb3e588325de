// Ends the process if its Node is too old, before anything else is loaded. Written in syntax that every Node understands.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
// Database features of 22.15 came to 23 with 23.10; those that Node 24 introduced are newer.
const isTooOld = major < 22 || (major === 22 && minor < 18) || (major === 23 && minor < 10);

if (isTooOld) {
  const needed = major === 23 ? '23.10' : '22.18';
  process.stderr.write(
    `volume-migrate requires Node ${needed} or newer, but this is Node ${process.versions.node}. Install a newer version\n`,
  );
  process.exit(2);
}

export {};
