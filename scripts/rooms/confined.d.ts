import type { Linter } from 'eslint';

export const confinements: Linter.Config[];
