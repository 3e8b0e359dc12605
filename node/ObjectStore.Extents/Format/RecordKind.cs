namespace ObjectStore.Extents.Format;

/// <summary>What a record of an extent says; the numbers are stored.</summary>
internal enum RecordKind : byte
{
    /// <summary>A fragment.</summary>
    Put = 1,

    /// <summary>The end of one or more fragments.</summary>
    Delete = 2,
}
