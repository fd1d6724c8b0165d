import { testRestarts } from './restartRows';

testRestarts('never');
