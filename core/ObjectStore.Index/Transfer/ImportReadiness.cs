namespace ObjectStore.Index.Transfer;

/// <summary>Whether an index can take an import.</summary>
public enum ImportReadiness
{
    /// <summary>No database holds any row.</summary>
    Empty,

    /// <summary>An import was cut off: what is there is worth nothing, and the next import clears it.</summary>
    CutOff,

    /// <summary>It holds an index. Nothing is imported over it.</summary>
    InUse,
}
