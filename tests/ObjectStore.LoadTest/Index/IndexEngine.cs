namespace ObjectStore.LoadTest.Index;

/// <summary>What keeps the rows of the index.</summary>
internal enum IndexEngine
{
    /// <summary>Files of the process.</summary>
    Sqlite,

    /// <summary>Schemas of one server on this machine.</summary>
    Postgres,
}
