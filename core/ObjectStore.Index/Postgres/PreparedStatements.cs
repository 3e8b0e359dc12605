namespace ObjectStore.Index.Postgres;

/// <summary>Whether statements are prepared on the server.</summary>
public enum PreparedStatements
{
    /// <summary>Yes, unless a pooler stands between: the server that answers is not the one that the connection was made to.</summary>
    Auto,

    /// <summary>Yes, for poolers that keep account of them: PgBouncer from 1.21 on with <c>max_prepared_statements</c>.</summary>
    Always,

    /// <summary>No.</summary>
    Never,
}
