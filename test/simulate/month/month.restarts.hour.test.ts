import { testRestarts } from './restartRows';

testRestarts('every hour');
