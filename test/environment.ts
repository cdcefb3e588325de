// What tests must not inherit from the shell that starts them: proxies, clouds, certificates, colours, telemetry.
// Imported first by the configurations of vitest, so that it is removed for every test and every process that
// a test starts.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const FOREIGN = [
  /^(https?|all|no|ftp)_proxy$/i,
  /^NODE_USE_ENV_PROXY$/,
  /^(OS|OTEL)_/,
  /^(XDG_CONFIG_HOME|XDG_STATE_HOME)$/,
  /^RESTATE_/,
  /^(REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|SSL_CERT_FILE|SSL_CERT_DIR)$/,
  /^(NO_COLOR|FORCE_COLOR|CLICOLOR|CLICOLOR_FORCE|COLUMNS|LINES)$/,
];

for (const name of Object.keys(process.env)) {
  if (FOREIGN.some((pattern) => pattern.test(name))) delete process.env[name];
}

// Tests start the command some hundred times: from Node's compile cache it starts in half the time.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), `volume-migrate-compiled-${process.getuid?.() ?? ''}`);
