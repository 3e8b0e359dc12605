using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Quotas;

/// <summary>A row of room that a process spends from, and what the process remembers of it. Used by one commit at a time; the row is the truth.</summary>
internal sealed class Purse(QuotaId quota, ulong process, byte slot)
{
    private (StoredAmount Amount, long Revision)? _known;

    public ReadOnlyMemory<byte> Key { get; } = RowKeys.PurseOfQuota(quota, process, slot);

    /// <summary>Whether anything is remembered of the row.</summary>
    public bool IsKnown => _known is not null;

    /// <summary>What is in it, as far as is known.</summary>
    public StoredAmount Amount => _known?.Amount ?? default;

    /// <summary>Revision of the row as it is remembered; 0 when there is none.</summary>
    public long Revision => _known?.Revision ?? 0;

    /// <summary>Remembers the row as it was read.</summary>
    public void Remember(Row? row)
    {
        if (row is not { } present) _known = (default, 0);
        else _known = QuotaCodec.TryDecodePurse(present, out var amount) ? (amount, present.Revision) : throw CorruptRow.Of(present.Key.Span);
    }

    /// <summary>Remembers what a commit has put.</summary>
    public void Remember(StoredAmount amount, long revision) => _known = (amount, revision);

    /// <summary>Forgets the row: another has changed it, or nobody knows.</summary>
    public void Forget() => _known = null;

    /// <summary>Requires the row as it is remembered, and puts another amount.</summary>
    public void Put(CommitBuilder commit, StoredAmount amount)
    {
        Invariant.That(IsKnown);
        commit.Require(Revision == 0 ? CommitCondition.Absent(Key) : CommitCondition.HasRevision(Key, Revision)).Put(Key, QuotaCodec.EncodePurse(Key.Span, amount));
    }
}
