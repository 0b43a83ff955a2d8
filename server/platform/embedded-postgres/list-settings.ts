import { totalmem } from 'node:os';

const MB = 1024 * 1024;

/**
 * Where PostgreSQL keeps memory that its processes share for a while: by itself it takes files in /dev/shm, which has 64 MB
 * in a container and sometimes next to nothing, so that it does not start, or a large query fails in the middle. System V
 * memory has no such limit, and PostgreSQL cannot do without it anyway. Also for the programs that create a cluster.
 */
export const SHARED_MEMORY: Readonly<Record<string, string>> =
  process.platform === 'linux' ? { dynamic_shared_memory_type: 'sysv' } : {};

/**
 * What every start passes to PostgreSQL. `fsync` and `synchronous_commit` are not here: they stay on, since an answered
 * order must survive a power cut. Statements and their values are kept out of the log, since they hold personal data.
 */
export function listSettings(socketFolder: string | null, port: number): Record<string, string> {
  const memory = memoryLimitMb();
  return {
    listen_addresses: socketFolder === null ? '127.0.0.1' : '',
    port: String(port),
    unix_socket_directories: socketFolder ?? '',
    max_connections: '60',
    shared_buffers: `${clamp(memory / 8, 128, 512)}MB`,
    effective_cache_size: `${clamp(memory / 2, 256, 16_384)}MB`,
    maintenance_work_mem: `${clamp(memory / 32, 64, 256)}MB`,
    work_mem: '8MB',
    ...SHARED_MEMORY,
    huge_pages: 'try',
    // Short statements only: compiling them costs more than it saves.
    jit: 'off',
    random_page_cost: '1.1',
    wal_buffers: '16MB',
    min_wal_size: '256MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '10min',
    // Nothing is replicated table by table from here: one process less.
    max_logical_replication_workers: '0',
    autovacuum_naptime: '20s',
    cluster_name: 'ks-order',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    // Above errors: those belong to single statements, and the program that sent them logs them without their values.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    log_error_verbosity: 'terse',
  };
}

/** In a container its limit counts, not what the whole machine has. */
function memoryLimitMb(): number {
  const limit = process.constrainedMemory();
  const total = totalmem();
  return (limit > 0 && limit < total ? limit : total) / MB;
}

function clamp(value: number, least: number, most: number): number {
  return Math.round(Math.min(most, Math.max(least, value)));
}

/** As PostgreSQL's programs take settings on their command line. */
export function settingArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
