// What the cases about unusual volumes need of a cloud beyond the usual: own types and servers, and states that no API sets.
import type { User } from './client.ts';
import type { World } from './world.ts';

export interface TypeSeed {
  /** Made unique, with the owner's name before it. */
  readonly name: string;
  readonly extraSpecs?: Readonly<Record<string, string>>;
  readonly isPublic?: boolean;
  /** Does the type ask for LUKS encryption by the front end? */
  readonly encrypted?: boolean;
  readonly qos?: {
    readonly consumer: 'front-end' | 'back-end' | 'both';
    readonly specs: Readonly<Record<string, string>>;
  };
}

/** A type that a case has made. */
export interface MadeType {
  readonly id: string;
  readonly name: string;
}

/** A volume's row, set past every check. */
export interface RowChanges {
  readonly encrypted?: boolean;
  readonly typeId?: string;
  readonly sizeGib?: number;
  /** The owner's keys that are added. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly imageMetadata?: Readonly<Record<string, string>>;
}

export interface UnusualWorld extends World {
  /** A running server of the owner's with a root volume of its own; gives its id. */
  readonly makeServer: () => Promise<string>;
  /** Shelves a server, and offloads it. */
  readonly shelve: (serverId: string) => Promise<void>;
  readonly setVolumeRow: (volumeId: string, changes: RowChanges) => Promise<void>;
  /** A backup of the volume, as Cinder lists it. */
  readonly addBackup: (volumeId: string) => Promise<void>;
  /** Enables or disables the owner's project. */
  readonly setProjectEnabled: (enabled: boolean) => Promise<void>;
  /** A token of a user in the owner's project that ends by itself, and not before it is told to. */
  readonly endingLogin: (userId: string, user: User) => Promise<EndingLogin>;
  /** From now on: what the services have accepted of volume-migrate's requests that name this volume and are no GET. */
  readonly watchChanges: (volumeId: string) => Promise<() => Promise<readonly string[]>>;
}

export interface EndingLogin {
  readonly token: string;
  /** From now until the end, at most. */
  readonly seconds: number;
  /** Resolves when the token is worthless. */
  readonly end: () => Promise<void>;
}

/** Where the cases run: each begins with a cloud in order. */
export interface Stage {
  readonly open: () => Promise<UnusualWorld>;
  /** Removes all that a case has left, whatever happened. */
  readonly tidy: (world: UnusualWorld) => Promise<void>;
  readonly close: () => Promise<void>;
}
