import { testRestarts } from './restartRows';

testRestarts('every day');
