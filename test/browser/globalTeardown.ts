export { stopRunning as default } from '../e2e/host/running';
