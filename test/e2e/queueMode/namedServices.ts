/** What tells n8n where a service is. */
export type ServiceEnv = Record<string, string>;

/** Services that run already, for machines on which none can be started. */
export interface NamedServices {
	redis?: ServiceEnv;
	postgres?: ServiceEnv;
}

/** Reads QUEUE_TEST_REDIS_URL and QUEUE_TEST_POSTGRES_URL. */
export function readNamedServices(): NamedServices {
	const { QUEUE_TEST_REDIS_URL: redisUrl, QUEUE_TEST_POSTGRES_URL: postgresUrl } = process.env;
	return {
		...(redisUrl ? { redis: readRedisUrl(redisUrl) } : {}),
		...(postgresUrl ? { postgres: readPostgresUrl(postgresUrl) } : {}),
	};
}

function readRedisUrl(text: string): ServiceEnv {
	const { hostname, port, password } = new URL(text);
	return {
		QUEUE_BULL_REDIS_HOST: hostname,
		QUEUE_BULL_REDIS_PORT: port || '6379',
		...(password ? { QUEUE_BULL_REDIS_PASSWORD: decodeURIComponent(password) } : {}),
		// others may use the same Redis
		QUEUE_BULL_PREFIX: `qrcodestack-${process.pid}`,
	};
}

function readPostgresUrl(text: string): ServiceEnv {
	const { hostname, port, username, password, pathname } = new URL(text);
	return toPostgresEnv({
		host: hostname,
		port: port || '5432',
		user: decodeURIComponent(username),
		password: decodeURIComponent(password),
		database: pathname.slice(1),
	});
}

export function toPostgresEnv(
	place: Record<'host' | 'port' | 'user' | 'password' | 'database', string>,
): ServiceEnv {
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: place.host,
		DB_POSTGRESDB_PORT: place.port,
		DB_POSTGRESDB_USER: place.user,
		DB_POSTGRESDB_PASSWORD: place.password,
		DB_POSTGRESDB_DATABASE: place.database,
	};
}
