-- Tables and functions of schema 1; docs/format/index.md. Applied in one transaction; {schema} is replaced by the quoted name of the schema.
-- A function keeps its number for ever: a later script adds commit_2 beside commit_1, so that the release before still runs.

CREATE TABLE {schema}.rows (
    key      bytea PRIMARY KEY,  -- bytea compares by unsigned bytes, whatever the collation
    value    bytea NOT NULL,
    revision bigint NOT NULL
);
-- Large values are stored out of line as they are: they hold identifiers and checksums, which do not compress.
ALTER TABLE {schema}.rows ALTER COLUMN value SET STORAGE EXTERNAL;

-- Seed of the lock numbers, so that two stores in one database do not wait for each other.
CREATE TABLE {schema}.store (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    lock_seed bigint NOT NULL
);
INSERT INTO {schema}.store (lock_seed) VALUES (('x' || substr(replace(gen_random_uuid()::text, '-', ''), 17))::bit(64)::bigint);

-- A group of commits takes the numbers from one value of the sequence up to the next. CACHE 1: a later call gives a larger number, on every connection.
CREATE SEQUENCE {schema}.revisions AS bigint START 1024 INCREMENT 1024 CACHE 1;

-- The last group of each writer (a connection of a process) that was applied, with its outcome: answers whether a commit happened whose
-- connection broke. A writer has one group under way at a time.
CREATE TABLE {schema}.writers (
    writer      uuid PRIMARY KEY,
    last_group  bigint NOT NULL,
    revision    bigint NOT NULL,
    failed      integer[],       -- positions in the group of the commits that were refused
    failed_at   integer[],       -- their first conditions that did not hold
    used_at     timestamptz NOT NULL
) WITH (fillfactor = 50);        -- room for updates in place

-- Judges the commits of a group and applies those whose conditions hold, all in the caller's transaction.
--
-- Strict two-phase locking by key makes this serializable: all locks (p_locks: even numbers; +1 means shared) are taken before the first read and
-- held until the transaction is durable. Their order is the same on every connection, so that nobody deadlocks: first the lock of the store, which all
-- groups share, and a group with a condition on a range or with more keys than are worth a lock each takes alone; then those of the keys, ascending.
-- Within the group no commit has a condition on, or a write of, a key that an earlier one writes (the caller sees to it), so that all conditions
-- may be judged before all writes.
CREATE FUNCTION {schema}.commit_1(
    p_writer uuid, p_group bigint, p_is_retry boolean, p_lock_timeout_ms integer,
    p_locks bigint[],
    p_condition_commit integer[], p_condition_number integer[], p_condition_kind integer[], p_condition_key bytea[], p_condition_revision bigint[],
    p_range_commit integer[], p_range_number integer[], p_range_start bytea[], p_range_end bytea[],
    p_put_commit integer[], p_put_key bytea[], p_put_value bytea[],
    p_delete_commit integer[], p_delete_key bytea[],
    OUT revision bigint, OUT failed integer[], OUT failed_at integer[])
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
BEGIN
    -- A snapshot older than the locks would make every judgement worthless.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'commits need the isolation level read committed' USING ERRCODE = 'OS002';
    END IF;
    -- Until the end of the transaction, and so for its commit: durable here and on the synchronous replicas, whatever role or database are set to.
    IF current_setting('synchronous_commit') IN ('off', 'local', 'remote_write') THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    -- The session has set this already unless it is a pooler's. Rows are always found by the primary key, whatever old statistics say.
    IF current_setting('enable_seqscan') = 'on' THEN
        PERFORM set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
            set_config('enable_bitmapscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true);
    END IF;

    PERFORM set_config('lock_timeout', p_lock_timeout_ms::text, true);
    PERFORM CASE WHEN l & 1 = 1 THEN pg_advisory_xact_lock_shared(l - 1) ELSE pg_advisory_xact_lock(l) END FROM unnest(p_locks) l;

    IF p_is_retry THEN
        -- Writing makes the answer wait until what it tells of is on the replicas, too.
        UPDATE {schema}.writers w SET used_at = now() WHERE w.writer = p_writer AND w.last_group = p_group
            RETURNING w.revision, w.failed, w.failed_at INTO revision, failed, failed_at;
        IF FOUND THEN RETURN; END IF;
    END IF;

    -- Mostly all hold, which is found out at half the cost of who failed.
    IF EXISTS (
        SELECT FROM unnest(p_condition_kind, p_condition_key, p_condition_revision) c(kind, key, revision)
        LEFT JOIN {schema}.rows r ON r.key = c.key
        WHERE NOT CASE c.kind WHEN 0 THEN r.key IS NULL WHEN 1 THEN r.key IS NOT NULL ELSE coalesce(r.revision = c.revision, false) END)
    THEN SELECT array_agg(f.commit), array_agg(f.number) INTO failed, failed_at FROM (
        SELECT c.commit, min(c.number) AS number
        FROM unnest(p_condition_commit, p_condition_number, p_condition_kind, p_condition_key, p_condition_revision) c(commit, number, kind, key, revision)
        LEFT JOIN {schema}.rows r ON r.key = c.key
        WHERE NOT CASE c.kind WHEN 0 THEN r.key IS NULL WHEN 1 THEN r.key IS NOT NULL ELSE coalesce(r.revision = c.revision, false) END
        GROUP BY c.commit) f;
    END IF;
    IF cardinality(p_range_commit) > 0 THEN
        SELECT array_agg(f.commit), array_agg(f.number) INTO failed, failed_at FROM (
            SELECT b.commit, min(b.number) AS number FROM (
                SELECT * FROM unnest(failed, failed_at) a(commit, number)
                UNION ALL
                SELECT c.commit, c.number
                FROM unnest(p_range_commit, p_range_number, p_range_start, p_range_end) c(commit, number, start, "end")
                WHERE CASE WHEN c."end" = ''::bytea THEN EXISTS (SELECT FROM {schema}.rows r WHERE r.key >= c.start)
                    ELSE EXISTS (SELECT FROM {schema}.rows r WHERE r.key >= c.start AND r.key < c."end") END) b
            GROUP BY b.commit) f;
    END IF;

    -- After the locks: whoever commits later to the same key gets a larger number, and whoever begins later to any.
    revision := nextval('{schema}.revisions');
    IF cardinality(p_delete_key) > 0 THEN
        DELETE FROM {schema}.rows r USING unnest(p_delete_commit, p_delete_key) d(commit, key)
            WHERE r.key = d.key AND (failed IS NULL OR d.commit <> ALL (failed));
    END IF;
    IF cardinality(p_put_key) > 0 THEN
        INSERT INTO {schema}.rows AS r (key, value, revision)
            SELECT p.key, p.value, commit_1.revision + p.commit FROM unnest(p_put_commit, p_put_key, p_put_value) p(commit, key, value)
            WHERE failed IS NULL OR p.commit <> ALL (failed)
            ON CONFLICT (key) DO UPDATE SET value = excluded.value, revision = excluded.revision;
    END IF;

    UPDATE {schema}.writers w SET last_group = p_group, revision = commit_1.revision, failed = commit_1.failed, failed_at = commit_1.failed_at, used_at = now()
        WHERE w.writer = p_writer AND w.last_group < p_group;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the group has been applied before, or its writer is unknown' USING ERRCODE = 'OS001';
    END IF;
END $$;

-- The rows of some keys, with their positions among the keys.
CREATE FUNCTION {schema}.read_1(p_keys bytea[]) RETURNS TABLE ("position" bigint, value bytea, revision bigint)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
BEGIN
    RETURN QUERY SELECT k.n, r.value, r.revision FROM unnest(p_keys) WITH ORDINALITY k(key, n) JOIN {schema}.rows r ON r.key = k.key;
END $$;

-- The first rows of a range; an empty p_end means no end.
CREATE FUNCTION {schema}.scan_1(p_start bytea, p_end bytea, p_limit integer, p_is_reverse boolean) RETURNS TABLE (key bytea, value bytea, revision bigint)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET jit = off
AS $$
#variable_conflict use_column
BEGIN
    IF p_end = ''::bytea THEN
        IF p_is_reverse THEN
            RETURN QUERY SELECT key, value, revision FROM {schema}.rows WHERE key >= p_start ORDER BY key DESC LIMIT p_limit;
        ELSE
            RETURN QUERY SELECT key, value, revision FROM {schema}.rows WHERE key >= p_start ORDER BY key LIMIT p_limit;
        END IF;
    ELSIF p_is_reverse THEN
        RETURN QUERY SELECT key, value, revision FROM {schema}.rows WHERE key >= p_start AND key < p_end ORDER BY key DESC LIMIT p_limit;
    ELSE
        RETURN QUERY SELECT key, value, revision FROM {schema}.rows WHERE key >= p_start AND key < p_end ORDER BY key LIMIT p_limit;
    END IF;
END $$;
