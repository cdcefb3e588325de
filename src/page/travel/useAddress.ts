// The address of the page, which names a run and a position in it.
import { useEffect, useState } from 'preact/hooks';
import { type Address, addressOf, readAddress } from './address.ts';

// Browsers limit how often a page may change its address, and playing changes it more often.
const WRITTEN_AFTER_MS = 250;

/** Where the address points, and a function that sets it. */
export function useAddress(): [Address, (address: Address) => void] {
  const [address, setAddress] = useState(() => readAddress(location.hash));
  useEffect(() => {
    const read = (): void => setAddress(readAddress(location.hash));
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => {
      const hash = addressOf(address);
      if (hash !== location.hash)
        history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
    }, WRITTEN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [address]);
  return [address, setAddress];
}
