/** Looks at pictures apart from the page: decoding a large one takes longer than a frame. */
import { preparePicture } from './preparePicture.ts';

self.addEventListener('message', ({ data, ports: [port] }: MessageEvent<File>) => {
  preparePicture(data).then(
    (prepared) => port?.postMessage({ prepared }),
    (error: unknown) => port?.postMessage({ failed: String(error) }),
  );
});
