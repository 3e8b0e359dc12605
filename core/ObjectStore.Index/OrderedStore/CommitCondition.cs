namespace ObjectStore.Index.OrderedStore;

/// <summary>What must be true of the store for a commit to be applied.</summary>
public readonly record struct CommitCondition
{
    private CommitCondition(CommitConditionKind kind, KeyRange range, long revision)
    {
        Kind = kind;
        Range = range;
        Revision = revision;
    }

    /// <summary>What is asked.</summary>
    public CommitConditionKind Kind { get; }

    /// <summary>The range of <see cref="CommitConditionKind.RangeEmpty"/>; otherwise its start is the key.</summary>
    public KeyRange Range { get; }

    /// <summary>The revision of <see cref="CommitConditionKind.Revision"/>.</summary>
    public long Revision { get; }

    /// <summary>The key of a condition on one row.</summary>
    public ReadOnlyMemory<byte> Key => Range.Start;

    /// <summary>There is no row with this key.</summary>
    public static CommitCondition Absent(ReadOnlyMemory<byte> key) => new(CommitConditionKind.Absent, new KeyRange(key, default), 0);

    /// <summary>There is a row with this key.</summary>
    public static CommitCondition Exists(ReadOnlyMemory<byte> key) => new(CommitConditionKind.Exists, new KeyRange(key, default), 0);

    /// <summary>The row with this key was last written by the commit with this revision.</summary>
    public static CommitCondition HasRevision(ReadOnlyMemory<byte> key, long revision) => new(CommitConditionKind.Revision, new KeyRange(key, default), revision);

    /// <summary>There is no row in the range.</summary>
    public static CommitCondition RangeEmpty(KeyRange range) => new(CommitConditionKind.RangeEmpty, range, 0);
}
