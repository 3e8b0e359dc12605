using System.Collections.Frozen;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Admin.Health;
using ObjectStore.Cluster;
using ObjectStore.Cluster.Identities;
using ObjectStore.Core.Errors;
using ObjectStore.Identities;
using ObjectStore.S3.Auth;

namespace ObjectStore.GatewayHost;

/// <summary>
/// The configured identities, and those of the catalog. Changes there hold here within two refresh periods; while the catalog does not answer, what was read last holds.
/// Not ready before the first read. Thread-safe.
/// </summary>
internal sealed partial class CatalogCredentials(
    ConfiguredCredentials configured, IdentityCatalog identities, IOptions<ClusterOptions> options, TimeProvider time, ILogger<CatalogCredentials> logger)
    : BackgroundService, ICredentialSource, IReadinessCheck
{
    /// <summary>All are read anew this often, also when nothing seems to have changed.</summary>
    private static readonly TimeSpan ReadAllPeriod = TimeSpan.FromSeconds(60);

    private FrozenDictionary<string, Known> _known = FrozenDictionary<string, Known>.Empty;
    private FrozenDictionary<string, Identity> _users = FrozenDictionary<string, Identity>.Empty;
    private ReadOnlyMemory<byte>? _stamp;
    private long _readAt;

    private sealed record Known(Identity Identity, DateTimeOffset? ExpiresAt);

    /// <inheritdoc />
    public Identity? Find(string accessKey)
    {
        if (configured.Find(accessKey) is { } identity) return identity;
        return Volatile.Read(ref _known).TryGetValue(accessKey, out var known) && (known.ExpiresAt is not { } end || time.GetUtcNow() < end) ? known.Identity : null;
    }

    /// <inheritdoc />
    public Identity? FindUser(string userId) => configured.FindUser(userId) ?? Volatile.Read(ref _users).GetValueOrDefault(userId);

    /// <inheritdoc />
    public Identity? FindUserByEmail(string email) => configured.FindUserByEmail(email);

    /// <inheritdoc />
    public ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new Readiness(_stamp is not null, $"access keys of the catalog: {_known.Count}"));

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshPeriod, time);
        do
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (StorageException exception)
            {
                Log.NotRead(logger, exception);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever a row provokes, a gateway goes on with the keys that it knew.
                Log.NotRefreshed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        // Read before the rows: a change meanwhile is seen the next time.
        var stamp = await identities.ReadStampAsync(cancellationToken);
        if (_stamp is { } seen && seen.Span.SequenceEqual(stamp.Span) && time.GetElapsedTime(_readAt) < ReadAllPeriod) return;
        var all = await identities.ListAsync("", cancellationToken);
        if (all.Unreadable > 0) Log.Unreadable(logger, all.Unreadable);
        if (all.IsTruncated) Log.TooMany(logger, IdentityCatalog.IdentitiesMax);
        Volatile.Write(ref _known, all.Identities.ToFrozenDictionary(static identity => identity.AccessKey, ToKnown, StringComparer.Ordinal));
        Volatile.Write(ref _users, _known.Values.Select(static known => known.Identity).DistinctBy(static identity => identity.UserId).ToFrozenDictionary(static identity => identity.UserId));
        _readAt = time.GetTimestamp();
        _stamp = stamp;
    }

    private static Known ToKnown(CatalogIdentity identity)
    {
        var (policies, boundary) = CatalogRights.Of(identity);
        return new Known(
            new Identity
            {
                AccessKey = identity.AccessKey,
                SecretKey = identity.SecretKey,
                UserId = identity.UserId,
                DisplayName = identity.DisplayName,
                Policies = policies,
                Boundary = boundary,
            },
            identity.ExpiresAt);
    }

    private static partial class Log
    {
        [LoggerMessage(7113, LogLevel.Debug, "The access keys of the catalog could not be read; those that are known stay in use.")]
        public static partial void NotRead(ILogger logger, Exception exception);

        [LoggerMessage(7115, LogLevel.Error, "The access keys of the catalog could not be put to use; those that are known stay in use.")]
        public static partial void NotRefreshed(ILogger logger, Exception exception);

        [LoggerMessage(7114, LogLevel.Error, "{Count} access keys of the catalog cannot be read: they are damaged, of a later release, or sealed with another master key.")]
        public static partial void Unreadable(ILogger logger, int count);

        [LoggerMessage(7118, LogLevel.Error, "The catalog holds more than {Count} access keys: those after them, in order of their names, do not work.")]
        public static partial void TooMany(ILogger logger, int count);
    }
}
