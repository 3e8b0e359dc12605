using ObjectStore.Index.Rows;

namespace ObjectStore.Index.OrderedStore;

/// <summary>Collects the conditions and writes of one commit.</summary>
internal sealed class CommitBuilder
{
    private readonly List<CommitCondition> _conditions = [];
    private readonly List<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> _puts = [];
    private readonly List<ReadOnlyMemory<byte>> _deletes = [];

    /// <summary>Bytes of the rows that are put.</summary>
    public long Bytes { get; private set; }

    public CommitBuilder Require(CommitCondition condition)
    {
        _conditions.Add(condition);
        return this;
    }

    /// <summary>Requires that the row is still as it was read: the same revision, or absent.</summary>
    public CommitBuilder RequireUnchanged(ReadOnlyMemory<byte> key, Row? row) =>
        Require(row is { } present ? CommitCondition.HasRevision(key, present.Revision) : CommitCondition.Absent(key));

    public CommitBuilder Put(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value)
    {
        _puts.Add(new(key, value));
        Bytes += key.Length + value.Length;
        return this;
    }

    public CommitBuilder Delete(ReadOnlyMemory<byte> key)
    {
        _deletes.Add(key);
        return this;
    }

    /// <summary>Puts a change row for every row of a partition that the commit changes so far.</summary>
    public void NoteChanges()
    {
        var putCount = _puts.Count;
        for (var i = 0; i < putCount; i++) NoteChange(_puts[i].Key);
        foreach (var key in _deletes) NoteChange(key);
    }

    /// <summary>Conditions so far: the index of the next one.</summary>
    public int ConditionCount => _conditions.Count;

    public Commit Build() => new(_conditions, _puts, _deletes);

    /// <summary>What belongs to the database, as rows of quotas do, does not move with the partition.</summary>
    private void NoteChange(ReadOnlyMemory<byte> key)
    {
        if (RowFamily.OfPartitions.Contains(key.Span[0])) Put(RowKeys.Change(key.Span), default);
    }
}
