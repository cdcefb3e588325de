// The address of the page, which names a run and a position in it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Address, addressOf, readAddress } from './address.ts';

// Browsers limit how often a page may change its address, and playing changes it more often.
const WRITTEN_AFTER_MS = 250;

/** Where the address points, and a function that sets it. */
export function useAddress(): [Address, (address: Address) => void] {
  const [address, setAddress] = useState(() => readAddress(location.hash));
  // As last read or written here: the browser tells of a change only some time after it.
  const known = useRef(location.hash);
  useEffect(() => {
    const read = (): void => {
      known.current = location.hash;
      setAddress(readAddress(location.hash));
    };
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => {
      const hash = addressOf(address);
      if (hash === location.hash || location.hash !== known.current) return;
      history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
      known.current = location.hash;
    }, WRITTEN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [address]);
  return [address, setAddress];
}
