import { testRestarts } from './restartRows';

testRestarts('every week');
