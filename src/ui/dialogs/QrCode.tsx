import encodeQR from 'qr';
import { createMemo, type JSX } from 'solid-js';

interface QrCodeProps {
  readonly text: string;
  /** Its name, for those who listen. */
  readonly label: string;
  readonly hint: string;
}

/** Light modules around the code, so that cameras find it. ISO/IEC 18004 asks for 4. */
const QUIET = 4;

/** A QR code, drawn here: the text goes nowhere. Dark on light in both themes, as cameras expect. */
export function QrCode(props: QrCodeProps): JSX.Element {
  const modules = createMemo(() => encodeQR(props.text, 'raw', { ecc: 'low', border: QUIET }));
  const path = createMemo(() =>
    modules()
      .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
      .join(''),
  );
  return (
    <figure class="qr">
      <svg
        viewBox={`0 0 ${modules().length} ${modules().length}`}
        shape-rendering="crispEdges"
        role="img"
        aria-label={props.label}
      >
        <path d={path()} />
      </svg>
      <figcaption>{props.hint}</figcaption>
    </figure>
  );
}
