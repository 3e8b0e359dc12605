using System.Globalization;
using System.Security.Cryptography;
using ObjectStore.Gateway.Middleware;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Inventory;

/// <summary>Decides which gateway makes an inventory that is due: whoever is the first to write so, until its states have not changed for a while. Clocks are not compared.</summary>
internal sealed class InventoryClaims(ICatalog catalog, InventoryOptions options, RequestIds ids, TimeProvider time)
{
    /// <summary>Guess: so long nothing is heard only of a gateway that is gone. It tells of itself every few seconds.</summary>
    internal static readonly TimeSpan GoneAfter = TimeSpan.FromMinutes(2);

    private const int DaysOfWeek = 7;

    private readonly Dictionary<string, (byte[] State, long At)> _seen = new(StringComparer.Ordinal);

    /// <summary>Name of the state of an inventory.</summary>
    public static string NameOf(BucketRecord bucket, string id) => PrefixOf(bucket) + id;

    /// <summary>Whether the name is that of a state of an inventory of the bucket.</summary>
    public static bool IsOf(string name, BucketRecord bucket) => name.StartsWith(PrefixOf(bucket), StringComparison.Ordinal);

    /// <summary>Tells a configuration from others of its id.</summary>
    public static string DigestOf(InventoryConfiguration configuration) => Convert.ToHexStringLower(SHA256.HashData(InventoryRequest.Render(configuration).Written.Span));

    private static string PrefixOf(BucketRecord bucket) => string.Create(CultureInfo.InvariantCulture, $"{InventoryState.Prefix}{bucket.Id.Value:x16}/");

    /// <summary>Takes an inventory that is due, or whose gateway is gone; null when there is nothing to do for this one. One caller at a time.</summary>
    public async ValueTask<InventoryClaim?> TryTakeAsync(BucketRecord bucket, InventoryConfiguration configuration, CancellationToken cancellationToken)
    {
        var name = NameOf(bucket, configuration.Id);
        ReadOnlyMemory<byte>? stored = await catalog.GetJobStateAsync(name, cancellationToken);
        var state = stored is { } bytes && InventoryState.TryParse(bytes.Span, out var parsed) ? parsed : InventoryState.Beginning;
        var now = time.GetUtcNow();
        if (state.Run is null)
        {
            var period = options.DayLength * (configuration.IsWeekly ? DaysOfWeek : 1);
            if (state.LastAt is { } last && now - last < period) return null;
        }
        else if (state.Run.Holder != ids.ProcessId && !IsGone(name, stored!.Value.Span))
        {
            return null;
        }

        // One that follows another configuration than this one is begun anew.
        var digest = DigestOf(configuration);
        var run = state.Run is { } begun && begun.Configuration == digest
            ? begun with { Holder = ids.ProcessId, Beat = begun.Beat + 1 }
            : new InventoryRun(now, digest, ids.ProcessId, 0, [], null, []);
        var next = new InventoryState(InventoryState.CurrentVersion, state.LastAt, run).Format();
        return await catalog.TryReplaceJobStateAsync(name, stored, next, cancellationToken) ? new InventoryClaim(catalog, bucket, configuration.Id, state.LastAt, run, next) : null;
    }

    /// <summary>Forgets states that belong to no inventory any more.</summary>
    public async ValueTask RemoveAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        KeyValuePair<string, ReadOnlyMemory<byte>?>[] gone = [.. names.Select(static name => new KeyValuePair<string, ReadOnlyMemory<byte>?>(name, null))];
        foreach (var (name, _) in gone) _seen.Remove(name);
        if (gone.Length > 0) await catalog.StoreJobStatesAsync(gone, cancellationToken);
    }

    private bool IsGone(string name, ReadOnlySpan<byte> state)
    {
        if (_seen.TryGetValue(name, out var seen) && state.SequenceEqual(seen.State)) return time.GetElapsedTime(seen.At) >= GoneAfter;
        _seen[name] = (state.ToArray(), time.GetTimestamp());
        return false;
    }
}
