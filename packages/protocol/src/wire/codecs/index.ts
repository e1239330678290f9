export { parseMessage } from './parse-message.ts';
export {
  CLIENT_EVENT_NAMES,
  handshakeAuthCodec,
  REQUEST_CODECS,
  SERVER_EVENT_NAMES,
} from './request-codecs.ts';
