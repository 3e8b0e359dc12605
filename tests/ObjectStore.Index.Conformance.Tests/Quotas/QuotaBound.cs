using ObjectStore.Index.Quotas;
using Xunit;

namespace ObjectStore.Index.Conformance.Quotas;

/// <summary>What the model knows of one quota: what was set, and how much may be held beyond it because it was held before.</summary>
internal sealed class QuotaBound
{
    private static readonly StoredAmount Anything = new(long.MaxValue, long.MaxValue);

    private StoredAmount _heldBefore = Anything;

    public StorageQuota Quota { get; private set; } = StorageQuota.None;

    /// <summary>Another quota is about to be set: until that is done anything goes.</summary>
    public void Begin(StorageQuota quota) => (Quota, _heldBefore) = (quota, Anything);

    /// <summary>It is set; what was held then may stay.</summary>
    public void End(StoredAmount held) => _heldBefore = held;

    /// <summary>What is held is within the quota, or was more than it already when it was set.</summary>
    public void Check(StoredAmount held)
    {
        Assert.True(held.Bytes <= (Quota.Bytes ?? long.MaxValue) || held.Bytes <= _heldBefore.Bytes, $"{held} with {Quota}, {_heldBefore} when it was set");
        Assert.True(held.Objects <= (Quota.Objects ?? long.MaxValue) || held.Objects <= _heldBefore.Objects, $"{held} with {Quota}, {_heldBefore} when it was set");
        _heldBefore = new StoredAmount(Math.Min(held.Bytes, _heldBefore.Bytes), Math.Min(held.Objects, _heldBefore.Objects));
    }

    /// <summary>Bytes that still fit beside what is held; null where no more objects do, or more bytes are held already.</summary>
    public long? BytesLeft(StoredAmount held)
    {
        if (held.Objects >= (Quota.Objects ?? long.MaxValue)) return null;
        var left = (Quota.Bytes ?? long.MaxValue) - held.Bytes;
        return left < 0 ? null : left;
    }
}
