using Npgsql;

namespace ObjectStore.Index.Postgres;

/// <summary>Columns of the row that a reader stands on.</summary>
internal static class PostgresRow
{
#pragma warning disable VSTHRD103 // Without sequential access the driver has the whole row in memory, so that no column blocks.
    public static byte[] Bytes(this NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    public static int[]? NumbersOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<int[]>(column);
#pragma warning restore VSTHRD103
}
