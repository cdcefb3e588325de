// A viewer for a test: keeps what the real receiver of @statelyai/inspect receives in its page.
import { createBrowserReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';

const heard: StatelyInspectionEvent[] = [];
Object.assign(globalThis, { heard });
createBrowserReceiver().subscribe((packet) => void heard.push(packet));
