using System.Globalization;
using System.Reflection;
using Npgsql;
using ObjectStore.Core.Errors;

namespace ObjectStore.Index.Postgres;

/// <summary>The tables and functions, made and raised by numbered scripts that only go forward; docs/format/index.md §1.</summary>
internal sealed class PostgresSchema(string name)
{
    /// <summary>Numbers between two values of the sequence of revisions: a group of commits has no more.</summary>
    public const int GroupCommitsMax = 1024;

    /// <summary>"OSIX" and the schema's name make the number of the lock under which scripts run.</summary>
    private const int LockClass = 0x4F53_4958;

    private static readonly IReadOnlyList<string> Scripts = ["0001-rows.sql"];

    /// <summary>The schema's name as it stands in SQL.</summary>
    public string Quoted { get; } = "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>The version that this release makes and needs.</summary>
    public static int Version => Scripts.Count;

    /// <summary>Brings the schema to <see cref="Version"/>; several processes may do so at once.</summary>
    /// <exception cref="StorageException">Refused, with a line that says what to do; IndexUnavailable.</exception>
    public async Task PrepareAsync(PostgresConnection connection, CancellationToken cancellationToken)
    {
        if (await VersionOfAsync(connection, cancellationToken) == Version) return;
        await using var transaction = await connection.Raw.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync("SELECT pg_advisory_xact_lock($1, hashtext($2))", cancellationToken, new NpgsqlParameter { Value = LockClass }, new NpgsqlParameter { Value = name });
        var version = await VersionOfAsync(connection, cancellationToken);
        if (version == 0) await CreateAsync(connection, cancellationToken);
        for (; version < Version; version++)
        {
            await connection.ExecuteAsync(await ReadScriptAsync(Scripts[version], cancellationToken), cancellationToken);
            await connection.ExecuteAsync(string.Create(
                CultureInfo.InvariantCulture, $"INSERT INTO {Quoted}.schema_versions (version) VALUES ({version + 1})"), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<int> VersionOfAsync(PostgresConnection connection, CancellationToken cancellationToken)
    {
        if (!await HasTableAsync(connection, "schema_versions", cancellationToken)) return 0;
        var version = await connection.QueryAsync<int>($"SELECT max(version) FROM {Quoted}.schema_versions", cancellationToken);
        if (version <= Version) return version;
        throw new StorageException(StorageErrorCode.Refused, string.Create(
            CultureInfo.InvariantCulture,
            $"The index has schema {version} and this release knows up to {Version}: run the release that raised it, or a later one."));
    }

    /// <summary>Asks the table of tables, not <c>to_regclass</c>: that may answer from a cache that does not know yet what another process has made.</summary>
    private Task<bool> HasTableAsync(PostgresConnection connection, string table, CancellationToken cancellationToken) => connection.QueryAsync<bool>(
        "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = $2)",
        cancellationToken,
        new NpgsqlParameter { Value = name },
        new NpgsqlParameter { Value = table });

    private async Task CreateAsync(PostgresConnection connection, CancellationToken cancellationToken)
    {
        // Asked first, because CREATE SCHEMA IF NOT EXISTS needs a privilege even where the schema is there.
        if (!await connection.QueryAsync<bool>("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", cancellationToken, new NpgsqlParameter { Value = name }))
        {
            await connection.ExecuteAsync($"CREATE SCHEMA {Quoted}", cancellationToken);
        }

        if (await HasTableAsync(connection, "rows", cancellationToken))
        {
            throw new StorageException(StorageErrorCode.Refused, $"The schema {Quoted} holds tables of another program: choose another schema for the index.");
        }

        await connection.ExecuteAsync(
            $"CREATE TABLE {Quoted}.schema_versions (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())", cancellationToken);
    }

    private async Task<string> ReadScriptAsync(string script, CancellationToken cancellationToken)
    {
        await using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("ObjectStore.Index.Postgres.Schema." + script)!;
        using var reader = new StreamReader(stream);
        return (await reader.ReadToEndAsync(cancellationToken)).Replace("{schema}", Quoted, StringComparison.Ordinal);
    }
}
