namespace ObjectStore.Index.OrderedStore;

/// <summary>Kinds of <see cref="CommitCondition"/>.</summary>
public enum CommitConditionKind
{
    /// <summary>There is no row with the key.</summary>
    Absent,

    /// <summary>There is a row with the key.</summary>
    Exists,

    /// <summary>The row with the key has the given revision.</summary>
    Revision,

    /// <summary>There is no row in the range.</summary>
    RangeEmpty,
}
