// A course that the services of a cloud decide by chance, and that is not the recorded one.

/** The services raced each other, and the other one won: the scenario starts over. */
export class LostRace extends Error {
  override name = 'LostRace';
}
