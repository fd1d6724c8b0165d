export { stopRunning as default } from '../e2e/running';
