using ObjectStore.Index.Quotas;

namespace ObjectStore.Curator.Quotas;

/// <summary>What a pass over the quotas of all buckets, or of all their owners, found.</summary>
internal sealed class QuotaCounts
{
    /// <summary>The part of a quota from which on it is nearly full.</summary>
    private const double NearlyFullRatio = 0.9;

    /// <summary>Those that have or had a quota.</summary>
    public long Known { get; private set; }

    /// <summary>Those that hold nine tenths of their quota or more.</summary>
    public long NearlyFull { get; private set; }

    /// <summary>Those that hold more than their quota.</summary>
    public long Over { get; private set; }

    /// <summary>Those whose quota could not be put in force or counted.</summary>
    public long Unsettled { get; set; }

    /// <summary>Counts one; whether it is nearly full.</summary>
    public bool Count(QuotaState state)
    {
        Known++;
        if (state.Quota.IsNone) return false;
        if (state.UsedRatio > 1) Over++;
        if (state.UsedRatio < NearlyFullRatio) return false;
        NearlyFull++;
        return true;
    }
}
