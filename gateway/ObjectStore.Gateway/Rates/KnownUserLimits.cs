using System.Collections.Frozen;
using ObjectStore.Index.Limits;

namespace ObjectStore.Gateway.Rates;

/// <summary>What is set for users, as it was last read. Thread-safe; asked on every request.</summary>
internal sealed class KnownUserLimits
{
    private FrozenDictionary<string, UserLimits> _byUser = FrozenDictionary<string, UserLimits>.Empty;

    /// <summary>What is set for a user.</summary>
    public UserLimits Of(string userId)
    {
        var byUser = Volatile.Read(ref _byUser);
        return byUser.Count > 0 && byUser.TryGetValue(userId, out var limits) ? limits : UserLimits.None;
    }

    /// <summary>From here on, this is set and nothing else.</summary>
    public void Replace(IEnumerable<KeyValuePair<string, UserLimits>> limits) => Volatile.Write(ref _byUser, limits.ToFrozenDictionary(StringComparer.Ordinal));
}
