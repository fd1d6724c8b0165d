import { stopRunning } from './host/running';

export default stopRunning;
