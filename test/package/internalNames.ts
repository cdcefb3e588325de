// Names that public declarations mention, and that are deliberately not exported.

/** The names, by reason. */
export const INTERNAL: Readonly<Record<string, readonly string[]>> = {
  'a part of exported options': ['ContinueOptions', 'InputOptions', 'OnCloudOptions', 'PlaceOptions'],
  'a part of each hook': ['OfRun'],
  'a state without states of its own': ['Atomic'],
  'states that two branches share': ['ReadingUsers'],
  'only the type of the machine comes from it': ['volumeMigrateSetup'],
  'only the type of the parameters comes from it': ['storageBalanceSchema', 'zoneMigrationSchema'],
  'a function of a table that is exported': [
    ...['replacementReasons'],
    ...['dataIsReachable', 'sourceIsReplaced', 'nothingAttachedIsDeleted'],
    ...['noUserSurvives', 'noVolumeSurvives', 'whatGoesOnIsNamed', 'effectsAreSingle'],
    ...['statusAgrees', 'successIsTrue', 'noSecretIsTold', 'endsInTime'],
  ],
};

/** The entry points that another one builds on: their exports count as reachable. */
export const STANDS_ON: Readonly<Record<string, readonly string[]>> = {
  'volume-migrate/services': ['volume-migrate/machines'],
  'volume-migrate/opentelemetry': ['volume-migrate'],
  'volume-migrate/restate': ['volume-migrate'],
  'volume-migrate/strategies/testing': ['volume-migrate'],
  'volume-migrate/testing': ['volume-migrate', 'volume-migrate/machines', 'volume-migrate/simulator'],
};
