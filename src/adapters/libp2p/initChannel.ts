/** What libp2p calls the data channel by which a WebRTC connection is begun. Source: @libp2p/webrtc 6. */
const INIT = 'init';
/** What the dialling side waits for, in this order. */
const AWAITED = ['open', 'close'] as const;

let mended = false;

/**
 * Lets a WebRTC dial see what happened to its first channel before it looked. libp2p waits for the
 * channel to open and then to close, and takes in candidates before; the other side closes the channel
 * as soon as it is connected. On a busy machine both are over by then, and the dial would wait until
 * its time is up, while the other side counts itself connected and lets go of the way through the relay.
 */
export function mendInitChannels(): void {
  if (mended || typeof RTCPeerConnection === 'undefined') return;
  mended = true;
  const make = RTCPeerConnection.prototype.createDataChannel;
  RTCPeerConnection.prototype.createDataChannel = function (label, options) {
    const channel = make.call(this, label, options);
    if (label === INIT) tellLateListeners(channel);
    return channel;
  };
}

/** Who begins to listen for what has happened already is told of it. */
function tellLateListeners(channel: RTCDataChannel): void {
  const happened = new Map<string, Event>();
  for (const type of AWAITED) {
    channel.addEventListener(type, (event) => happened.set(type, event), { once: true });
  }
  const listen = channel.addEventListener.bind(channel) as EventTarget['addEventListener'];
  channel.addEventListener = (type: string, listener: EventListener, options?: unknown): void => {
    const event = happened.get(type);
    if (event) queueMicrotask(() => listener.call(channel, event));
    else listen(type, listener, options as AddEventListenerOptions);
  };
}
