using System.Text;
using ObjectStore.Core;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Index.Limits;

/// <summary>
/// Limits of users in the catalog: a state for each, <c>limits/user/</c> and the user id, and a stamp that every change replaces, so that gateways read them anew only
/// then. Thread-safe; throws as the catalog does.
/// </summary>
public sealed class UserLimitsCatalog(ICatalog catalog)
{
    /// <summary>Most users whose limits a gateway keeps in memory; those after them, by id, have what the settings say.</summary>
    public const int UsersMax = 100_000;

    /// <summary>Longest id in bytes of UTF-8.</summary>
    public const int UserIdBytesMax = 256;

    private const string Prefix = "limits/user/";
    private const string StampState = "limits-stamp";

    /// <summary>Whether limits can be stored under this id.</summary>
    public static bool IsUserId(string userId)
    {
        ArgumentNullException.ThrowIfNull(userId);
        return userId.Length > 0 && Encoding.UTF8.GetByteCount(userId) <= UserIdBytesMax && !userId.Any(char.IsControl);
    }

    /// <summary>Changes with every change of limits; empty before the first.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadStampAsync(CancellationToken cancellationToken) =>
        await catalog.GetJobStateAsync(StampState, cancellationToken) ?? ReadOnlyMemory<byte>.Empty;

    /// <summary>What is set, by user id in order, for the first <see cref="UsersMax"/> users. Rows that cannot be read are left out: a limit that nobody can read must not shut a user out.</summary>
    public async ValueTask<IReadOnlyList<KeyValuePair<string, UserLimits>>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<KeyValuePair<string, UserLimits>>();
        await foreach (var (name, bytes) in catalog.ListJobStatesAsync(Prefix, cancellationToken))
        {
            if (found.Count == UsersMax) break;
            if (bytes is { } row && LimitsRow.TryDecode(row.Span, out var limits)) found.Add(new(name[Prefix.Length..], limits));
        }

        return found;
    }

    /// <summary>Sets the limits of a user in place of those that it has; <see cref="UserLimits.None"/> removes them.</summary>
    public ValueTask StoreAsync(string userId, UserLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        Invariant.That(IsUserId(userId) && limits.IsValid);
        var stamp = new byte[16];
        Chance.Fill(stamp);
        ReadOnlyMemory<byte>? row = limits.IsNone ? default(ReadOnlyMemory<byte>?) : LimitsRow.Encode(limits);
        return catalog.StoreJobStatesAsync([new(Prefix + userId, row), new(StampState, stamp)], cancellationToken);
    }
}
