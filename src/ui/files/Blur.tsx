import { createEffect, type JSX } from 'solid-js';
import { thumbHashToRGBA } from 'thumbhash';

/** A picture's colours and rough shapes, until there is more of it. */
export function Blur(props: { readonly hash: Uint8Array }): JSX.Element {
  let canvas!: HTMLCanvasElement;
  createEffect(() => {
    const { w, h, rgba } = thumbHashToRGBA(props.hash);
    canvas.width = w;
    canvas.height = h;
    const pixels = new ImageData(new Uint8ClampedArray(rgba), w, h);
    canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  });
  return <canvas class="blur" ref={canvas} />;
}
