using System.Text.Json;
using System.Text.Json.Serialization;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Cluster.Leadership;

/// <summary>
/// A lease in the catalog: one process at a time holds it. Clocks are not compared: a candidate takes over when it has watched the state for the whole duration and it
/// never changed.
/// </summary>
/// <remarks>
/// Not thread-safe. A holder that was stopped for longer than the duration finds out with its next renewal only: what it does under the lease must be harmless when done
/// twice. Invariant: every state that is stored differs from the one that it replaced.
/// </remarks>
public sealed partial class CatalogLease(ICatalog catalog, string name, string holder, TimeSpan duration, TimeProvider time)
{
    private const int Version = 1;

    private readonly string _stateName = $"lease/{name}";
    private byte[]? _seen;
    private long _seenAt;

    /// <summary>Takes the lease if nobody holds it, or its holder has not renewed it for the duration.</summary>
    public async ValueTask<bool> TryAcquireAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? stored = await catalog.GetJobStateAsync(_stateName, cancellationToken);
        var state = stored is { } bytes ? Decode(bytes.Span) : null;
        if (state is { Holder.Length: > 0 } && state.Holder != holder && !IsExpired(stored!.Value.Span)) return false;
        return await TryStoreAsync(stored, new State(Version, holder, (state?.Term ?? 0) + 1, 0), cancellationToken);
    }

    /// <summary>Renews the lease; false when another process has it.</summary>
    public async ValueTask<bool> TryRenewAsync(CancellationToken cancellationToken)
    {
        if (await catalog.GetJobStateAsync(_stateName, cancellationToken) is not { } stored) return false;
        return Decode(stored.Span) is { } state && state.Holder == holder && await TryStoreAsync(stored, state with { Renewals = state.Renewals + 1 }, cancellationToken);
    }

    /// <summary>Gives the lease up, so that the next process need not wait.</summary>
    public async ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        if (await catalog.GetJobStateAsync(_stateName, cancellationToken) is not { } stored) return;
        if (Decode(stored.Span) is { } state && state.Holder == holder) await TryStoreAsync(stored, state with { Holder = "" }, cancellationToken);
    }

    /// <summary>One that cannot be read is from a later release, whose processes change it as long as they live.</summary>
    private static State? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, LeaseJson.Default.State);
        }
        catch (JsonException)
        {
            return new State(Version, "unknown", 0, 0);
        }
    }

    private bool IsExpired(ReadOnlySpan<byte> stored)
    {
        if (_seen is { } seen && stored.SequenceEqual(seen)) return time.GetElapsedTime(_seenAt) >= duration;
        _seen = stored.ToArray();
        _seenAt = time.GetTimestamp();
        return false;
    }

    private ValueTask<bool> TryStoreAsync(ReadOnlyMemory<byte>? stored, State state, CancellationToken cancellationToken) =>
        catalog.TryReplaceJobStateAsync(_stateName, stored, JsonSerializer.SerializeToUtf8Bytes(state, LeaseJson.Default.State), cancellationToken);

    /// <param name="Version">Format.</param>
    /// <param name="Holder">Who holds it; empty when it was given up.</param>
    /// <param name="Term">Goes up with each holder.</param>
    /// <param name="Renewals">Goes up with each renewal.</param>
    internal sealed record State(int Version, string Holder, long Term, long Renewals);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(State))]
    internal sealed partial class LeaseJson : JsonSerializerContext;
}
