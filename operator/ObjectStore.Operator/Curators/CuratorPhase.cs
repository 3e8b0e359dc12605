namespace ObjectStore.Operator.Curators;

/// <summary>How far a store's curator has come.</summary>
internal enum CuratorPhase
{
    /// <summary>This process does not lead, or has only just begun to.</summary>
    Waiting,

    /// <summary>It tries to open the catalog.</summary>
    Opening,

    /// <summary>The catalog is open.</summary>
    Open,

    /// <summary>It has ended and is started again.</summary>
    Failed,
}
