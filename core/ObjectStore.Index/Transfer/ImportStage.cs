namespace ObjectStore.Index.Transfer;

/// <summary>Stages of an import, in their order.</summary>
public enum ImportStage
{
    /// <summary>Removes what an import that was cut off has left.</summary>
    Clear,

    /// <summary>Writes rows, which nobody uses yet.</summary>
    Write,

    /// <summary>Makes them the index, in one commit.</summary>
    Switch,
}
