// Random extra specs and capabilities, from the words on which Cinder's rule and Python's comparisons depend.
import fc from 'fast-check';

const OPERATORS = '= == != >= <= > < s== s!= s< s<= s> s>= <in> <or> <is> <all-in> <IN> toString'.split(' ');

const NUMBERS =
  '5 05 5.0 +5 -5 -0 0 .5 5. . 1e3 1E3 1e 5e-1 1_0 1__0 _5 5_ 1_0.5_0 1e1_0 0x10 inf -Inf Infinity +nan NaN'.split(
    ' ',
  );

const TEXTS = 'a b ab abc A aa true True TRUE t yes y on 1 false False no off None null unknown ssd'.split(
  ' ',
);

const word = fc.oneof(fc.constantFrom(...NUMBERS), fc.constantFrom(...TEXTS));

const space = fc.constantFrom(' ', '  ', '\t', '\n', '');

/** `<or> a <or> b`, `= 5`, `ssd`, and anything that may be written instead. */
const required = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom(...OPERATORS), word).map((words) => words.join(' ')) },
  { weight: 3, arbitrary: word },
  {
    weight: 3,
    arbitrary: fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...OPERATORS), word), space))
      .map((words) => words.flat().join('')),
  },
  { weight: 1, arbitrary: fc.constant(null) },
);

const KEYS = ['a', 'b', '', 'capabilities', 'toString', '__proto__', 'length', '0'];

const key = fc.constantFrom(...KEYS);

// Numbers as JSON has them on both sides: 5.0 is 5 in JavaScript, and Python reads it so.
const number = fc.oneof(fc.constantFrom(0, 1, 5, -5, 0.5, 10, 1000, 1e21, -1e-7), fc.integer());

const scalar = fc.oneof(
  { weight: 5, arbitrary: word },
  { weight: 3, arbitrary: number },
  fc.constantFrom(true, false, null, '', ' 5 ', ' true\n', 'a b'),
);

const { value: capability } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 6, arbitrary: scalar },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    { weight: 1, arbitrary: mapOf(tie('value')) },
  ),
}));

// With its own "__proto__", as JSON.parse makes it.
function mapOf<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  return fc
    .array(fc.tuple(key, value), { maxLength: 4 })
    .map((entries) => Object.fromEntries(entries) as Record<string, T>);
}

const specKey = fc.oneof(
  { weight: 4, arbitrary: key },
  { weight: 1, arbitrary: fc.array(key, { minLength: 1, maxLength: 3 }).map((path) => path.join(':')) },
  {
    weight: 2,
    arbitrary: fc.array(key, { maxLength: 3 }).map((path) => ['capabilities', ...path].join(':')),
  },
);

/** One spec that is looked up under the key `a`, and what the pool reports there. */
const directPair = fc
  .tuple(required, capability)
  .map(([spec, value]) => [{ a: spec }, { a: value }] as const);

const anyPair = fc.tuple(
  fc.array(fc.tuple(specKey, required), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
  mapOf(capability),
);

/** Extra specs, and capabilities that may meet them. */
export const extraSpecPair: fc.Arbitrary<
  readonly [Readonly<Record<string, string | null>>, Readonly<Record<string, unknown>>]
> = fc.oneof({ weight: 2, arbitrary: directPair }, { weight: 1, arbitrary: anyPair });
