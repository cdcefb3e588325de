// What the cases about unusual volumes need of a cloud beyond the usual: own types and servers, and states that no API sets.
import type { User } from './client.ts';
import type { World } from './world.ts';

export interface TypeSeed {
  /** Made unique, with the owner's name as a prefix. */
  readonly name: string;
  readonly extraSpecs?: Readonly<Record<string, string>>;
  readonly isPublic?: boolean;
  /** Whether the type requires LUKS encryption by the front end. */
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

/** A volume's row, set without any check. */
export interface RowChanges {
  readonly encrypted?: boolean;
  readonly typeId?: string;
  readonly sizeGib?: number;
  /** The owner's keys that are added. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly imageMetadata?: Readonly<Record<string, string>>;
}

export interface UnusualWorld extends World {
  /** A running server of the owner's with a root volume of its own; returns its ID. */
  readonly makeServer: () => Promise<string>;
  /** Shelves a server, and offloads it. */
  readonly shelve: (serverId: string) => Promise<void>;
  readonly setVolumeRow: (volumeId: string, changes: RowChanges) => Promise<void>;
  /** A backup of the volume, as Cinder lists it. */
  readonly addBackup: (volumeId: string) => Promise<void>;
  /** Enables or disables the owner's project. */
  readonly setProjectEnabled: (enabled: boolean) => Promise<void>;
  /** A token of a user in the owner's project that expires by itself, but not before it is told to. */
  readonly endingLogin: (userId: string, user: User) => Promise<EndingLogin>;
  /**
   * From now on: the requests of volume-migrate that name this volume, are not GET, and were accepted by the
   * services.
   */
  readonly watchChanges: (volumeId: string) => Promise<() => Promise<readonly string[]>>;
}

export interface EndingLogin {
  readonly token: string;
  /** From now until the end, at most. */
  readonly seconds: number;
  /** Resolves when the token is no longer valid. */
  readonly end: () => Promise<void>;
}

/** Where the cases run: each starts with a healthy cloud. */
export interface Stage {
  readonly open: () => Promise<UnusualWorld>;
  /** Removes everything that a case has left, whatever happened. */
  readonly tidy: (world: UnusualWorld) => Promise<void>;
  readonly close: () => Promise<void>;
}
