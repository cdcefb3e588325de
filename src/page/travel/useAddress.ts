// The address of the page, which says where in which run it is.
import { useEffect, useState } from 'preact/hooks';
import { type Address, addressOf, readAddress } from './address.ts';

// A browser allows a few changes of its address a second, and playing changes it oftener.
const WRITTEN_AFTER_MS = 250;

/** Where the address leads, and what sets it. */
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
      if (address.run !== null && hash !== location.hash) history.replaceState(null, '', hash);
    }, WRITTEN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [address]);
  return [address, setAddress];
}
